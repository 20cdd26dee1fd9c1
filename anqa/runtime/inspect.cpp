#include "anqa/runtime/inspect.hpp"

#include "anqa/runtime/internal/inspection.hpp"
#include "anqa/runtime/internal/relations.hpp"

namespace anqa {
namespace detail {
namespace {

struct InspectEnvelope : Envelope {
  explicit InspectEnvelope(Promise<ProcessInfo> answer);
  Promise<ProcessInfo> promise;
};
std::string_view inspect_name() { return "inspect"; }
const EnvelopeType inspect_type{
    EnvelopeKind::inspect, nullptr, &inspect_name, &destroy_envelope<InspectEnvelope>, nullptr, nullptr};
InspectEnvelope::InspectEnvelope(Promise<ProcessInfo> answer)
    : Envelope(inspect_type), promise(std::move(answer)) {}

struct InspectAwaiter : ValueWaiter<ProcessInfo> {
  InspectAwaiter(Pid target, Duration time_limit) : pid(target), limit(time_limit) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle, limit);
    deliver(pid, make_envelope<InspectEnvelope>(promise()));
  }
  std::optional<ProcessInfo> await_resume() { return std::move(value_); }
  Pid pid;
  Duration limit;
};

}  // namespace

void answer_inspection(const ProcessCore& core, Envelope& request) {
  ProcessInfo info;
  info.pid = core.pid();
  info.parent = core.parent;
  info.type = core.behaviour->name();
  info.mailbox = core.queue_length;
  if (core.current) info.handling = core.current->type->name();
  info.is_supervisor = core.behaviour->is_supervisor;
  info.traps_exits = core.trap_exit;
  if (core.relations) {
    info.name = core.relations->name;
    for (const auto& [pid, ids] : core.relations->links) info.links.push_back(pid);
  }
  static_cast<InspectEnvelope&>(request).promise.set_value(std::move(info));
}

}  // namespace detail

Task<std::optional<ProcessInfo>> process_info(Pid pid, Duration limit) {
  co_return co_await detail::InspectAwaiter(pid, limit);
}

}  // namespace anqa
