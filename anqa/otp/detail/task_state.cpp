#include "anqa/otp/detail/task_state.hpp"

#include "anqa/runtime/process.hpp"

namespace anqa::detail {

/// The exit signal of a linked task. It holds the state, whose owner may take the link back until it arrives.
struct TaskExitEnvelope : SignalEnvelope {
  TaskExitEnvelope(const EnvelopeType& envelope_type, Pid from, TaskState& task, ExitReason why)
      : SignalEnvelope(envelope_type, from, task.owner(), 0, std::move(why)), state(&task) {
    state->hold();
    withdrawn = &state->abandoned_;
  }
  ~TaskExitEnvelope() { state->release(); }
  TaskExitEnvelope(const TaskExitEnvelope&) = delete;
  TaskExitEnvelope& operator=(const TaskExitEnvelope&) = delete;
  TaskState* state;
};

namespace {
std::string_view task_exit_name() { return "exit of a task"; }
const EnvelopeType task_exit_type{
    EnvelopeKind::exit, nullptr, &task_exit_name, &destroy_envelope<TaskExitEnvelope>, nullptr, nullptr};
}  // namespace

void TaskState::fail() {
  if (done()) return;
  failed_ = true;
  failure_ = drop_reason();
  // First the signal, then the wake: an owner that is to end with its task does not see the failure.
  if (linked_ && !abandoned_.load(std::memory_order_relaxed) && failure_.kind() != ExitReason::normal) {
    deliver(owner_, make_envelope<TaskExitEnvelope>(task_exit_type, self(), *this, failure_));
  }
  complete();
}

void TaskState::complete() {
  const std::uintptr_t was = slot_.exchange(done_slot, std::memory_order_acq_rel);
  if (was == one_slot) {
    send_wake(owner_, ref_);
  } else if (was != pending_slot && was != done_slot) {
    Held<TaskGroup> group(reinterpret_cast<TaskGroup*>(was));
    group->one_ended(failed_);
  }
}

bool TaskState::watch(std::uint64_t ref) {
  unwatch();
  if (done()) return false;
  ref_ = ref;
  std::uintptr_t expected = pending_slot;
  return slot_.compare_exchange_strong(expected, one_slot, std::memory_order_acq_rel);
}

bool TaskState::watch(TaskGroup& group) {
  unwatch();
  std::uintptr_t expected = pending_slot;
  group.hold();
  if (slot_.compare_exchange_strong(expected, reinterpret_cast<std::uintptr_t>(&group),
                                    std::memory_order_acq_rel)) {
    return true;
  }
  group.release();
  return false;
}

void TaskState::unwatch() {
  std::uintptr_t was = slot_.load(std::memory_order_acquire);
  if (was == pending_slot || was == done_slot) return;
  if (!slot_.compare_exchange_strong(was, pending_slot, std::memory_order_acq_rel)) return;  // just done
  if (was != one_slot) reinterpret_cast<TaskGroup*>(was)->release();
}

void TaskGroup::one_ended(bool failed) {
  const bool was_last = left_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  if (was_last || (failed && until_failure_)) send_wake(owner_, ref_);
}

}  // namespace anqa::detail
