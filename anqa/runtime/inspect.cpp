#include "anqa/runtime/inspect.hpp"

#include <algorithm>
#include <unordered_map>

#include "anqa/runtime/internal/inspection.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/watchers.hpp"
#include "anqa/runtime/internal/watching.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace detail {
namespace {

struct InspectEnvelope : Envelope {
  explicit InspectEnvelope(Promise<ProcessInfo> answer);
  explicit InspectEnvelope(Pid collector);
  ~InspectEnvelope() {
    if (to) answer({});  // its process has ended: so that nobody waits for it
  }
  void answer(ProcessInfo info) {
    deliver(std::exchange(to, {}),
            make_envelope<MessageEnvelope<ProcessInfo>>(raw_message_type<ProcessInfo>, std::move(info)));
  }
  Promise<ProcessInfo> promise;
  Pid to;  // or to a process, as a message
};
std::string_view inspect_name() { return "inspect"; }
const EnvelopeType inspect_type{
    EnvelopeKind::inspect, nullptr, &inspect_name, &destroy_envelope<InspectEnvelope>, nullptr, nullptr};
InspectEnvelope::InspectEnvelope(Promise<ProcessInfo> answer)
    : Envelope(inspect_type), promise(std::move(answer)) {}
InspectEnvelope::InspectEnvelope(Pid collector) : Envelope(inspect_type), to(collector) {}

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

ProcessStatus status_of(const ProcessCore& core) {
  if (core.is_body || core.running) return ProcessStatus::waiting;
  return core.suspended ? ProcessStatus::suspended : ProcessStatus::idle;
}

std::size_t memory_of(const ProcessCore& core) {
  std::size_t bytes = sizeof(ProcessCore) + core.behaviour->object_size;
  for (const Envelope* each = core.queue_head; each; each = each->next)
    bytes += std::max<std::size_t>(each->type->size, sizeof(Envelope));
  if (core.current) bytes += core.current->type->size;
  for (const Watcher* each = core.watchers; each; each = each->next) bytes += sizeof(Watcher);
  if (const Relations* relations = core.relations) {
    constexpr std::size_t node = 4 * sizeof(void*);  // an entry of an unordered_map
    bytes += sizeof(Relations) + node * (relations->links.size() + relations->monitors.size()) +
             sizeof(void*) * (relations->links.bucket_count() + relations->monitors.bucket_count()) +
             sizeof(void*) * relations->exit_hooks.capacity() + (relations->extras ? sizeof(Extras) : 0);
  }
  return bytes;
}

}  // namespace

void answer_inspection(const ProcessCore& core, Envelope& request) {
  ProcessInfo info;
  info.pid = core.pid();
  info.parent = core.parent;
  info.status = status_of(core);
  info.type = core.behaviour->name();
  info.mailbox = core.queue_length;
  info.refused = core.refused.load(std::memory_order_relaxed);
  info.memory = memory_of(core);
  info.reductions = core.reductions;
  if (core.current) info.handling = core.current->type->name();
  info.is_supervisor = core.behaviour->is_supervisor;
  info.traps_exits = core.trap_exit;
  for (const Watcher* each = core.watchers; each; each = each->next) info.monitored_by.push_back(each->pid);
  std::reverse(info.monitored_by.begin(), info.monitored_by.end());  // oldest first
  if (const Relations* relations = core.relations) {
    info.name = relations->name;
    info.place = to_string(relations->place);
    for (const auto& [pid, ids] : relations->links) info.links.push_back(pid);
    for (const auto& [ref, pid] : relations->monitors) info.monitors.push_back(pid);
    std::sort(info.links.begin(), info.links.end());
    std::sort(info.monitors.begin(), info.monitors.end());
    if (relations->extras) {
      info.label = relations->extras->label;
      info.hibernates = relations->extras->hibernated;
    }
  }
  auto& inspect = static_cast<InspectEnvelope&>(request);
  if (inspect.to) {
    inspect.answer(std::move(info));
  } else {
    inspect.promise.set_value(std::move(info));
  }
}

namespace {

using Infos = std::unordered_map<Pid, ProcessInfo>;

/// What can be told of a process without its help.
ProcessInfo seen_from_outside(System& system, Pid pid) {
  ProcessInfo info;
  info.pid = pid;
  info.status = ProcessStatus::busy;
  info.handling = system.scheduler().running_handler(pid);
  ProcessCore& core = *system.table().find(pid.index);
  const Behaviour* behaviour = std::atomic_ref(core.behaviour).load(std::memory_order_relaxed);
  if (behaviour) {
    info.type = behaviour->name();
    info.is_supervisor = behaviour->is_supervisor;
  }
  return info;
}

/// Asks all in a process of its own, where the answers are messages.
Task<void> collect(Promise<std::vector<ProcessInfo>> answer, Duration limit) {
  System& system = System::current();
  const TimePoint deadline = later(system.scheduler().now(), limit);
  std::vector<Pid> pids = system.processes();
  std::erase(pids, self());
  for (Pid pid : pids) deliver(pid, make_envelope<InspectEnvelope>(self()));
  Infos infos;
  std::size_t left = pids.size();
  while (left > 0) {
    const TimePoint now = System::current().scheduler().now();
    auto info = co_await receive<ProcessInfo>(std::max(Duration::zero(), Duration(deadline - now)));
    if (!info) break;
    --left;
    if (info->pid) infos.emplace(info->pid, std::move(*info));
  }
  std::vector<ProcessInfo> all;
  for (Pid pid : pids) {
    auto found = infos.find(pid);
    if (found != infos.end()) {
      all.push_back(std::move(found->second));
    } else if (is_alive(pid)) {
      all.push_back(seen_from_outside(System::current(), pid));
    }
  }
  answer.set_value(std::move(all));
}

struct ProcessesAwaiter : ValueWaiter<std::vector<ProcessInfo>> {
  explicit ProcessesAwaiter(Duration time_limit) : limit(time_limit) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    spawn(&collect, promise(), limit);
  }
  std::vector<ProcessInfo> await_resume() { return value_ ? std::move(*value_) : std::vector<ProcessInfo>(); }
  Duration limit;
};

}  // namespace
}  // namespace detail

std::string_view to_string(ProcessStatus status) {
  switch (status) {
    case ProcessStatus::idle:
      return "idle";
    case ProcessStatus::waiting:
      return "waiting";
    case ProcessStatus::suspended:
      return "suspended";
    case ProcessStatus::busy:
      break;
  }
  return "busy";
}

Task<std::optional<ProcessInfo>> process_info(Pid pid, Duration limit) {
  co_return co_await detail::InspectAwaiter(pid, limit);
}

Task<std::vector<ProcessInfo>> processes(Duration limit) {
  co_return co_await detail::ProcessesAwaiter(limit);
}

}  // namespace anqa
