#include "anqa/live/detail/asyncs.hpp"

#include <algorithm>

#include "anqa/runtime/process.hpp"

namespace anqa::detail {

Asyncs::~Asyncs() {
  for (const Running& each : running_) {
    if (each.pid) exit(each.pid, ExitReason::kill);
  }
}

void Asyncs::add(std::string name, Cid cid, std::unique_ptr<AsyncStart> start, AsyncDeliver deliver,
                 bool connected) {
  for (Running& each : running_) {
    if (each.name == name && each.cid == cid) each.superseded = true;
  }
  std::erase_if(running_, [](const Running& each) { return each.superseded && each.waiting != nullptr; });
  Running fresh{++last_ref_, {}, {}, std::move(name), cid, deliver, std::move(start)};
  running_.push_back(std::move(fresh));
  if (connected) start_waiting();
}

void Asyncs::start_waiting() {
  for (Running& each : running_) {
    if (each.waiting == nullptr) continue;
    const auto start = std::move(each.waiting);
    each.pid = start->start(self(), each.ref);
    each.monitor = monitor(each.pid);
  }
}

bool Asyncs::cancel(std::string_view name, Cid cid, const ExitReason& reason) {
  for (const Running& each : running_) {
    if (each.name != name || each.cid != cid || each.superseded) continue;
    if (each.pid) exit(each.pid, reason);
    return true;
  }
  return false;
}

std::optional<Asyncs::Running> Asyncs::take(std::uint64_t ref) {
  const auto found =
      std::find_if(running_.begin(), running_.end(), [ref](const Running& each) { return each.ref == ref; });
  if (found == running_.end()) return std::nullopt;
  Running taken = std::move(*found);
  running_.erase(found);
  demonitor(taken.monitor);
  return taken;
}

std::optional<Asyncs::Running> Asyncs::take(Pid pid) {
  const auto found =
      std::find_if(running_.begin(), running_.end(), [pid](const Running& each) { return each.pid == pid; });
  if (found == running_.end()) return std::nullopt;
  Running taken = std::move(*found);
  running_.erase(found);
  return taken;
}

}  // namespace anqa::detail
