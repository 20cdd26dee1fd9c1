#include "anqa/otp/await_many.hpp"

namespace anqa::detail {

GroupWaiter::~GroupWaiter() { unwatch(); }

void GroupWaiter::await_suspend(std::coroutine_handle<> handle) {
  for (const TaskState* task : tasks_) check_owner(task);
  wait(handle, limit_);
  const Pid owner = require_core("await_many()").pid();
  if (wanted_ == 0) {
    send_wake(owner, ref());
    return;
  }
  // Also what is done already goes through the mailbox: the exit signal of a linked task lies there, and is
  // to be acted on first.
  group_ = Held<TaskGroup>(new TaskGroup(owner, ref(), wanted_, until_failure_));
  for (TaskState* task : tasks_) {
    if (!task->watch(*group_)) group_->one_ended(task->failed());
  }
}

void GroupWaiter::await_resume() { unwatch(); }

void GroupWaiter::unwatch() {
  if (!group_) return;
  for (TaskState* task : tasks_) task->unwatch();
  group_ = {};
}

void check_all_done(const std::vector<TaskState*>& tasks, Duration limit) {
  // One look at each: what ends after it has not ended in time.
  const TaskState* late = nullptr;
  for (const TaskState* task : tasks) {
    if (!task->done()) {
      late = task;
    } else if (task->failed()) {
      throw task_error(task->pid, task->failure());
    }
  }
  if (late) throw task_error(*late, limit);
}

}  // namespace anqa::detail
