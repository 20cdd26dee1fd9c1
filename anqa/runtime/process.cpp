#include "anqa/runtime/process.hpp"

#include <stdexcept>

#include "anqa/runtime/detail/router.hpp"
#include "anqa/runtime/internal/ending.hpp"
#include "anqa/runtime/internal/mailbox_bound.hpp"
#include "anqa/runtime/internal/name_table.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/this_thread.hpp"
#include "anqa/runtime/internal/timer_wheel.hpp"
#include "anqa/runtime/internal/watchers.hpp"
#include "anqa/runtime/internal/watching.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {

Pid self() {
  detail::ProcessCore* core = detail::current_core();
  return core ? core->pid() : Pid{};
}

void link(Pid pid) {
  detail::ProcessCore& core = detail::require_core("link()");
  if (pid == core.pid()) return;
  auto [tie, fresh] = detail::with_room(detail::relations_of(core).links).try_emplace(pid);
  if (!fresh) return;
  tie->second.mine = detail::next_link_id(core);
  detail::send_link(core.pid(), pid, tie->second.mine);
}

void unlink(Pid pid) {
  detail::ProcessCore& core = detail::require_core("unlink()");
  if (!core.relations) return;
  auto found = core.relations->links.find(pid);
  if (found == core.relations->links.end()) return;
  const detail::LinkIds ids = found->second;
  core.relations->links.erase(found);
  if (ids.mine != 0) detail::send_unlink(core.pid(), pid, ids.mine, false);
  if (ids.theirs != 0) detail::send_unlink(core.pid(), pid, ids.theirs, true);
}

MonitorRef monitor(Pid pid) {
  detail::ProcessCore& core = detail::require_core("monitor()");
  MonitorRef ref{core.next_ref++};
  detail::with_room(detail::relations_of(core).monitors).emplace(ref.value, pid);
  detail::send_monitor(core.pid(), pid, ref.value);
  return ref;
}

bool demonitor(MonitorRef monitor) {
  detail::ProcessCore& core = detail::require_core("demonitor()");
  if (!core.relations) return false;
  auto found = core.relations->monitors.find(monitor.value);
  if (found == core.relations->monitors.end()) {
    detail::drop_queued_down(core, monitor.value);
    return false;
  }
  detail::send_demonitor(core.pid(), found->second, monitor.value);
  core.relations->monitors.erase(found);
  return true;
}

void exit(Pid pid, ExitReason reason) { detail::send_exit(self(), pid, std::move(reason), false); }

void trap_exit(bool on) { detail::require_core("trap_exit()").trap_exit = on; }

bool register_name(std::string_view name) {
  detail::ProcessCore& core = detail::require_core("register_name()");
  std::string& mine = detail::relations_of(core).name;
  if (!mine.empty() || name.empty() || !System::current().names().insert(name, core.pid())) return false;
  mine = name;
  return true;
}

bool unregister_name(std::string_view name) {
  detail::ProcessCore& core = detail::require_core("unregister_name()");
  if (!core.relations || core.relations->name != name) return false;
  core.relations->name.clear();
  return System::current().names().erase(name, core.pid());
}

Pid whereis(std::string_view name) {
  System* system = System::current_or_null();
  if (!system) return {};
  Pid pid = system->names().find(name);
  return pid || !system->router() ? pid : system->router()->whereis(name);
}

bool is_alive(Pid pid) {
  System* system = System::current_or_null();
  detail::ProcessCore* core = system ? system->table().find(pid.index) : nullptr;
  return core && core->serial.load(std::memory_order_acquire) == pid.serial &&
         core->inbox.load(std::memory_order_acquire) != detail::ProcessCore::dead();
}

namespace {
std::optional<Duration> time_left(TimerRef timer) {
  return std::max(Duration::zero(), Duration(timer.deadline - System::current().scheduler().now()));
}
}  // namespace

std::optional<Duration> cancel_timer(TimerRef timer) {
  return detail::cancel_timer(timer.handle) ? time_left(timer) : std::nullopt;
}

std::optional<Duration> read_timer(TimerRef timer) {
  return timer.handle.node && timer.handle.node->runs(timer.handle.generation) ? time_left(timer)
                                                                               : std::nullopt;
}

void cancel_interval(IntervalRef interval) { exit(interval.pid, ExitReason::kill); }

void set_label(std::string label) {
  detail::extras_of(detail::require_core("set_label()")).label = std::move(label);
}

namespace detail {

namespace {
Envelope* marked(Pid to, Envelope* envelope) {
  if (const ProcessCore* core = current_core(); core && core->pid() == to) envelope->own = true;
  return envelope;
}
}  // namespace

TimerHandle start_timer(Duration after, Pid to, Envelope* envelope) {
  Scheduler& scheduler = System::current().scheduler();
  return scheduler.start_timer(later(scheduler.now(), after), to, 0, marked(to, envelope));
}

TimerRef start_message_timer(Duration after, Pid to, Envelope* envelope) {
  return start_message_timer(later(System::current().scheduler().now(), after), to, envelope);
}

TimerRef start_message_timer(TimePoint deadline, Pid to, Envelope* envelope) {
  return {System::current().scheduler().start_timer(deadline, to, 0, marked(to, envelope)), deadline};
}

TimerHandle start_timeout(Duration after, Pid to, std::uint64_t ref) {
  return System::current().scheduler().start_timeout(after, to, ref);
}

void forget_timer(TimerHandle handle) {
  System* system = System::current_or_null();
  if (handle.node && system) system->scheduler().forget_timer(handle);
}

bool cancel_timer(TimerHandle handle) {
  System* system = System::current_or_null();
  return handle.node && system && system->scheduler().cancel_timer(handle);
}

void remove_exit_hook(const void* table, std::string_view key, const void* kind) {
  ProcessCore& core = require_core("remove_exit_hook()");
  if (!core.relations) return;
  std::erase_if(core.relations->exit_hooks, [&](const auto& hook) { return hook->undoes(table, key, kind); });
}

void add_exit_hook(std::unique_ptr<ExitHook> hook) {
  relations_of(require_core("add_exit_hook()")).exit_hooks.push_back(std::move(hook));
}

NewProcess::NewProcess(const Behaviour& behaviour)
    : core_(&System::current().table().allocate()),
      starter_(current_core()),
      place_(std::exchange(this_thread.place, nullptr)) {
  std::atomic_ref(core_->behaviour).store(&behaviour, std::memory_order_relaxed);
  set_up_mailbox(*core_);
  if (starter_) core_->parent = starter_->pid();
  inherit_callers(*core_, starter_);
  core_->inbox.store(ProcessCore::busy(), std::memory_order_release);
}

NewProcess::~NewProcess() {
  if (!core_) return;
  if (starter_ && starter_->relations) starter_->relations->links.erase(core_->pid());
  // Its starter learns by the exception; whomever else it had linked to learns that it is gone.
  if (core_->relations && starter_) core_->relations->links.erase(starter_->pid());
  CurrentProcess as_the_new_one(core_);
  finish(*core_, core_->ignoring ? ExitReason::normal : ExitReason::noproc);
}

void NewProcess::adopt(Process* object) { core_->object = object; }

void NewProcess::register_as(const std::string& name) {
  CurrentProcess as_the_new_one(core_);
  if (!register_name(name)) {
    throw std::runtime_error("the name \"" + name + "\" is taken by process " + whereis(name).to_string());
  }
}

void NewProcess::link_to_starter() {
  if (!starter_) return;
  const std::uint32_t id = next_link_id(*starter_);
  Relations& relations = relations_of(*core_);
  with_room(relations.links)[starter_->pid()].theirs = id;
  if (place_) relations.place = *place_;
  with_room(relations_of(*starter_).links)[core_->pid()].mine = id;
}

MonitorRef NewProcess::monitor_by_starter() {
  ProcessCore& starter = starter_ ? *starter_ : require_core("spawn_monitor()");
  const MonitorRef ref{starter.next_ref++};
  with_room(relations_of(starter).monitors).emplace(ref.value, core_->pid());
  add_watcher(*core_, starter.pid(), ref.value);
  return ref;
}

void NewProcess::mark_as_body() { core_->is_body = true; }

void NewProcess::on_started(Promise<Nothing> started) {
  if (core_->behaviour->init || core_->stopping) {
    relations_of(*core_).started = std::move(started);
  } else {
    started.set_value(Nothing{});
  }
}

void NewProcess::on_started_quietly(Promise<Nothing> started) {
  on_started(std::move(started));
  relations_of(*core_).quiet_start = true;
}

void NewProcess::hibernate_after(Duration idle) {
  extras_of(*core_).hibernate_after = idle;
  watch_for_idleness(*core_);
}

void NewProcess::bound_mailbox(MailboxLimit limit) { set_mailbox_limit(*core_, limit); }

Pid NewProcess::commit() {
  if (core_->ignoring) return {};  // the destructor takes it back
  ProcessCore* core = std::exchange(core_, nullptr);
  Pid pid = core->pid();
  if (core->behaviour->init) {
    core->initialising = true;
  } else if (!core->queue_head && !core->stopping) {
    // Idle from birth: not worth a turn on a scheduler.
    Envelope* expected = ProcessCore::busy();
    if (core->inbox.compare_exchange_strong(expected, nullptr, std::memory_order_acq_rel)) return pid;
  }
  System::current().scheduler().schedule(*core);
  return pid;
}

}  // namespace detail
}  // namespace anqa
