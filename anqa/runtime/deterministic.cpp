#include "anqa/runtime/deterministic.hpp"

#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "anqa/runtime/internal/timer_wheel.hpp"

namespace anqa {

struct DeterministicScheduler::State {
  explicit State(std::uint64_t given) : seed(given), generator(given) {}

  std::uint64_t seed;
  std::uint64_t steps = 0;
  std::mt19937_64 generator;
  System* system = nullptr;
  std::vector<detail::ProcessCore*> runnable;
  std::vector<std::unique_ptr<detail::BlockingJob>> jobs;
  TimePoint now{std::chrono::hours(1)};  // no test should mistake it for the real clock
  detail::TimerWheel wheel{now};

  /// Runs one thing that can run now; false when there is none.
  bool run_one() {
    const std::size_t choices = runnable.size() + jobs.size();
    if (choices == 0) return false;
    ++steps;
    std::size_t chosen = generator() % choices;
    if (chosen < runnable.size()) {
      detail::ProcessCore* core = runnable[chosen];
      runnable[chosen] = runnable.back();
      runnable.pop_back();
      if (detail::run_slice(*core, 1) == detail::SliceResult::more) runnable.push_back(core);
    } else {
      auto& slot = jobs[chosen - runnable.size()];
      auto job = std::move(slot);
      slot = std::move(jobs.back());
      jobs.pop_back();
      job->run();
    }
    return true;
  }
};

DeterministicScheduler::DeterministicScheduler(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {}
DeterministicScheduler::~DeterministicScheduler() = default;

void DeterministicScheduler::attach(System& system) { state_->system = &system; }
void DeterministicScheduler::schedule(detail::ProcessCore& core) { state_->runnable.push_back(&core); }
TimePoint DeterministicScheduler::now() const { return state_->now; }
std::uint64_t DeterministicScheduler::seed() const { return state_->seed; }
std::uint64_t DeterministicScheduler::steps() const { return state_->steps; }
std::uint64_t DeterministicScheduler::random() { return state_->generator(); }

bool DeterministicScheduler::step() {
  System::Scope scope(*state_->system);
  if (state_->run_one()) return true;
  auto deadline = state_->wheel.next_deadline();
  if (!deadline) return false;
  state_->now = std::max(state_->now, *deadline);
  state_->wheel.advance(state_->now);
  return true;
}

void DeterministicScheduler::run_until_idle() {
  System::Scope scope(*state_->system);
  while (state_->run_one()) {
  }
}

void DeterministicScheduler::advance(Duration duration) {
  const TimePoint target = state_->now + duration;
  run_until_idle();
  for (auto deadline = state_->wheel.next_deadline(); deadline && *deadline <= target;
       deadline = state_->wheel.next_deadline()) {
    System::Scope scope(*state_->system);
    state_->now = std::max(state_->now, *deadline);
    state_->wheel.advance(state_->now);
    run_until_idle();
  }
  state_->now = target;
  state_->wheel.advance(target);
  run_until_idle();
}

detail::TimerHandle DeterministicScheduler::start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                                        detail::Envelope* envelope) {
  return state_->wheel.start(deadline, to, ref, envelope);
}
bool DeterministicScheduler::cancel_timer(detail::TimerHandle handle) { return state_->wheel.cancel(handle); }

void DeterministicScheduler::run_blocking(std::unique_ptr<detail::BlockingJob> job) {
  state_->jobs.push_back(std::move(job));
}

void DeterministicScheduler::run_until(std::atomic<bool>& done) {
  while (!done.load(std::memory_order_acquire)) {
    if (step()) continue;
    throw std::logic_error(
        "deadlock after " + std::to_string(state_->steps) + " steps with seed " +
        std::to_string(state_->seed) +
        ": every process waits for a message, and no timer is running that could bring one");
  }
}

void DeterministicScheduler::stop() { state_->jobs.clear(); }

}  // namespace anqa
