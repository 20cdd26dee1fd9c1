#include "anqa/runtime/trace.hpp"

#include "anqa/runtime/detail/system_message.hpp"
#include "anqa/runtime/internal/watching.hpp"

namespace anqa {
namespace {

struct SetTracer {
  Pid tracer;
  bool to_log = false;
  void operator()(Process&) const {
    detail::ProcessCore& core = detail::require_core("trace()");
    detail::Extras& extras = detail::extras_of(core);
    extras.tracer = tracer;
    extras.traces_to_log = to_log;
    core.watched = extras.traced() || extras.hibernated;
  }
};

std::string microseconds(Duration took) {
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) + " us";
}

Task<bool> set_tracer(Pid process, SetTracer set, Duration limit) {
  co_return (co_await detail::in_process(process, set, limit)).has_value();
}

}  // namespace

std::string TraceEvent::to_string() const {
  const std::string who = pid.to_string() + " ";
  switch (kind) {
    case Kind::received:
      return who + "received " + message;
    case Kind::handling:
      return who + "handling " + message;
    case Kind::handled:
      return who + "handled " + message + " in " + microseconds(took);
    case Kind::exited:
      break;
  }
  return who + "exited: " + reason.to_string();
}

Task<bool> trace(Pid process, Pid watcher, Duration limit) { return set_tracer(process, {watcher}, limit); }
Task<bool> trace_to_log(Pid process, Duration limit) { return set_tracer(process, {{}, true}, limit); }
Task<bool> untrace(Pid process, Duration limit) { return set_tracer(process, {}, limit); }

namespace detail {
void note_system_message() { --require_core("a system message").reductions; }
}  // namespace detail
}  // namespace anqa
