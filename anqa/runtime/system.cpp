#include "anqa/runtime/system.hpp"

#include <cstdio>
#include <cstdlib>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/internal/ending.hpp"
#include "anqa/runtime/internal/name_table.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/this_thread.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

namespace anqa {
namespace {

// For threads that belong to no system: main, and those that libraries start.
std::atomic<System*> newest_system{nullptr};

Task<void> watch(Pid pid, ExitReason* reason, std::atomic<bool>* done) {
  if (auto ended = co_await down(pid)) *reason = std::move(*ended);
  done->store(true, std::memory_order_release);
  done->notify_all();
}

}  // namespace

System::System() : System(std::make_unique<ThreadedScheduler>()) {}

System::System(std::unique_ptr<Scheduler> scheduler, std::uint8_t node, std::uint32_t first_serial)
    : table_(std::make_unique<detail::ProcessTable>(node, first_serial)),
      names_(std::make_unique<detail::NameTable>()),
      scheduler_(std::move(scheduler)) {
  newest_system.store(this, std::memory_order_release);
  detail::install_log_context();
  scheduler_->attach(*this);
}

System::~System() {
  scheduler_->stop();
  Scope scope(*this);
  // Again, while destructors start more of them.
  for (auto left = processes(); !left.empty(); left = processes()) {
    for (Pid pid : left) {
      detail::ProcessCore& core = *table_->find(pid.index);
      if (core.inbox.load(std::memory_order_acquire) == detail::ProcessCore::dead()) continue;
      detail::CurrentProcess as_it(&core);
      detail::finish(core, ExitReason::killed);
    }
  }
  System* expected = this;
  newest_system.compare_exchange_strong(expected, nullptr);
  // What is still held by jobs and timers goes while the table stands.
  scheduler_.reset();
}

[[gnu::noinline]] System* System::current_or_null() {
  System* system = detail::this_thread.system;
  return system ? system : newest_system.load(std::memory_order_acquire);
}

System& System::current() {
  if (System* system = current_or_null()) return *system;
  std::fputs("anqa: no System: processes live in one; make it first, or start through anqa::run()\n", stderr);
  std::abort();
}

std::vector<Pid> System::processes() const {
  std::vector<Pid> pids;
  for (std::uint32_t slot = 0; slot < table_->size(); ++slot) {
    const std::uint32_t index = table_->first() | slot;
    detail::ProcessCore* core = table_->find(index);
    if (core->inbox.load(std::memory_order_acquire) == detail::ProcessCore::dead()) continue;
    pids.push_back({index, core->serial.load(std::memory_order_acquire)});
  }
  return pids;
}

System::Scope::Scope(System& system) : before_(std::exchange(detail::this_thread.system, &system)) {}
System::Scope::~Scope() { detail::this_thread.system = before_; }

ExitReason System::run_until_ended(Task<void> task) {
  Scope scope(*this);
  ExitReason reason;
  std::atomic<bool> done{false};
  Pid pid = detail::spawn_body(std::move(task), detail::Tie::none);
  spawn(&watch, pid, &reason, &done);
  scheduler_->run_until(done);
  return reason;
}

}  // namespace anqa
