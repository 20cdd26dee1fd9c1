#include "anqa/otp/async.hpp"

#include <stdexcept>

namespace anqa::detail {

std::string_view task_name() { return "async()"; }
// Messages stay in the queue for receive().
Task<void> no_task_message(Process&, Envelope&) { return {}; }

void end_task() {
  ProcessCore& core = require_core("async()");
  core.stopping = true;
  core.stop_reason = ExitReason::normal;
}

void check_owner(const TaskState* state) {
  if (!state) {
    throw std::logic_error(
        "this Async holds no task: its value was taken before, it was moved from, or made by default");
  }
  const Pid here = require_core("await()").pid();
  if (state->owner() == here) return;
  throw std::logic_error("the task " + state->pid.to_string() + " belongs to process " +
                         state->owner().to_string() + ", which started it; process " + here.to_string() +
                         " cannot await it: let the owner await it and send on what came of it");
}

CallError task_error(const TaskState& state, Duration limit) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return {ExitReason::timeout,
          "task " + state.pid.to_string() + " was not done within " + std::to_string(ms) + " ms"};
}

CallError task_error(Pid task, ExitReason reason) {
  std::string text = "task " + task.to_string() + " failed: " + reason.to_string();
  return {std::move(reason), std::move(text)};
}

bool TaskWaiter::is_ready(const TaskState* state) {
  check_owner(state);
  // The exit signal of a linked task lies in the mailbox by now: it is to be acted on first.
  return state->done() && !(state->failed() && state->linked());
}

void TaskWaiter::suspend(std::coroutine_handle<> handle, TaskState& state) {
  wait(handle, limit_);
  if (!state.watch(ref())) send_wake(state.owner(), ref());
}

}  // namespace anqa::detail
