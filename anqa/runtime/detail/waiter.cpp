#include "anqa/runtime/detail/waiter.hpp"

namespace anqa::detail {

void Waiter::wait(std::coroutine_handle<> handle) {
  ProcessCore& core = require_core("co_await");
  core_ = &core;
  handle_ = handle;
  ref_ = core.next_ref++;
  WaiterList::push_back(core.waiting, *this);
}

void Waiter::wait(std::coroutine_handle<> handle, Duration limit) {
  wait(handle);
  timer_ = start_timeout(limit, core_->pid(), ref_);
}

void Waiter::wait_for_turn(std::coroutine_handle<> handle) {
  wait(handle);
  WaiterList::make_ready(*core_, *this);
}

void Waiter::forget() {
  if (list_) WaiterList::remove(*this);
  if (timer_.node) forget_timer(std::exchange(timer_, {}));
}

void WaiterList::push_back(Waiter*& head, Waiter& waiter) {
  waiter.list_ = &head;
  if (!head) {
    head = waiter.next_ = waiter.previous_ = &waiter;
    return;
  }
  waiter.next_ = head;
  waiter.previous_ = head->previous_;
  head->previous_->next_ = &waiter;
  head->previous_ = &waiter;
}

void WaiterList::remove(Waiter& waiter) {
  Waiter*& head = *waiter.list_;
  if (waiter.next_ == &waiter) {
    head = nullptr;
  } else {
    waiter.next_->previous_ = waiter.previous_;
    waiter.previous_->next_ = waiter.next_;
    if (head == &waiter) head = waiter.next_;
  }
  waiter.list_ = nullptr;
}

Waiter* WaiterList::find(Waiter* head, std::uint64_t ref) {
  if (!head) return nullptr;
  Waiter* waiter = head;
  do {
    if (waiter->ref_ == ref) return waiter;
    waiter = waiter->next_;
  } while (waiter != head);
  return nullptr;
}

void WaiterList::connection_lost(const ProcessCore& core, std::uint8_t node, const ExitReason& reason) {
  if (!core.waiting) return;
  const Waiter* waiter = core.waiting;
  do {
    if (const Pid pid = waiter->awaited(); pid && pid.node() == node)
      deliver(core.pid(), make_envelope<LostEnvelope>(waiter->ref_, reason));
    waiter = waiter->next_;
  } while (waiter != core.waiting);
}

void WaiterList::make_ready(ProcessCore& core, Waiter& waiter) {
  remove(waiter);
  if (waiter.timer_.node) forget_timer(std::exchange(waiter.timer_, {}));
  push_back(core.ready, waiter);
}

}  // namespace anqa::detail
