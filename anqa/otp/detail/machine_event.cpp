#include "anqa/otp/detail/machine_event.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa::detail {

MachineTimeouts::~MachineTimeouts() {
  for (const Running& timeout : running_) cancel_timer(timeout.timer);
}

void MachineTimeouts::start(Kind kind, const std::string& name, std::uint64_t number, Duration after,
                            EnvelopePtr event) {
  cancel(kind, name);
  const Pid self = require_core("a timeout").pid();
  running_.push_back({kind, name, number, start_timer(after, self, event.release())});
}

void MachineTimeouts::cancel(Kind kind, const std::string& name) {
  std::erase_if(running_, [&](const Running& timeout) {
    if (timeout.kind != kind || timeout.name != name) return false;
    cancel_timer(timeout.timer);
    return true;
  });
}

bool MachineTimeouts::take(std::uint64_t number) {
  return std::erase_if(running_, [&](const Running& timeout) { return timeout.number == number; }) > 0;
}

void handle_next(EnvelopePtr event) {
  ProcessCore& core = require_core("handle_event()");
  event->serial = core.pid().serial;
  enqueue(core, event.release(), true);
}

void refuse_timeout(std::string_view machine, std::string_view event) {
  throw std::logic_error("a state timeout of " + std::string(machine) + " has the event " +
                         std::string(event) + ", which the state that it came in does not handle");
}

}  // namespace anqa::detail
