#include "anqa/runtime/deterministic.hpp"

#include <stdexcept>
#include <string>

#include "anqa/runtime/internal/timer_wheel.hpp"

namespace anqa {

DeterministicScheduler::DeterministicScheduler(std::uint64_t seed)
    : DeterministicScheduler(std::make_shared<detail::SeededEngine>(seed)) {}
DeterministicScheduler::DeterministicScheduler(std::shared_ptr<detail::SeededEngine> engine)
    : engine_(std::move(engine)) {}
DeterministicScheduler::~DeterministicScheduler() {
  if (member_) engine_->leave(*member_);
}

void DeterministicScheduler::attach(System& system) { member_ = &engine_->join(system); }
void DeterministicScheduler::schedule(detail::ProcessCore& core) { engine_->schedule(*member_, core); }
TimePoint DeterministicScheduler::now() const { return engine_->now(*member_); }
std::uint64_t DeterministicScheduler::random() { return engine_->random(); }

detail::TimerHandle DeterministicScheduler::start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                                        detail::Envelope* envelope) {
  return engine_->start_timer(*member_, deadline, to, ref, envelope);
}
bool DeterministicScheduler::cancel_timer(detail::TimerHandle handle) {
  return handle.node->wheel->cancel(handle);
}

void DeterministicScheduler::run_blocking(std::unique_ptr<detail::BlockingJob> job) {
  engine_->add_job(*member_, std::move(job));
}

void DeterministicScheduler::run_until(std::atomic<bool>& done) {
  while (!done.load(std::memory_order_acquire)) {
    if (step()) continue;
    throw std::logic_error(
        "deadlock after " + std::to_string(steps()) + " steps with seed " + std::to_string(seed()) +
        ": every process waits for a message, and no timer is running that could bring one");
  }
}

void DeterministicScheduler::stop() { engine_->stop(*member_); }

}  // namespace anqa
