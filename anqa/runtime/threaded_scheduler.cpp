#include "anqa/runtime/threaded_scheduler.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <optional>
#include <random>

#include "anqa/runtime/internal/coarse_clock.hpp"
#include "anqa/runtime/internal/watchdog.hpp"
#include "anqa/runtime/internal/worker.hpp"

namespace anqa {

using detail::Worker;

struct ThreadedScheduler::State {
  explicit State(Options given) : options(given) {}
  Options options;
  detail::Pool pool;
  std::optional<detail::Watchdog> watchdog;
  std::atomic<std::size_t> next_reactor{0};
  std::mutex blocking_mutex;
  std::optional<boost::asio::thread_pool> blocking;

  /// The thread that runs this, if it is one of ours; else the first.
  Worker& here() {
    Worker* worker = Worker::current();
    return worker && &worker->pool == &pool ? *worker : *pool.workers.front();
  }
};

ThreadedScheduler::ThreadedScheduler() : ThreadedScheduler(Options{}) {}

ThreadedScheduler::ThreadedScheduler(Options options) : state_(std::make_unique<State>(options)) {
  unsigned count = options.threads ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i)
    state_->pool.workers.push_back(std::make_unique<Worker>(state_->pool, i));
}

ThreadedScheduler::~ThreadedScheduler() { stop(); }

void ThreadedScheduler::attach(System& system) {
  detail::Pool& pool = state_->pool;
  pool.system = &system;
  for (auto& worker : pool.workers) pool.threads.emplace_back(&Worker::run, worker.get());
  state_->watchdog.emplace(pool, state_->options.long_handler);
}

void ThreadedScheduler::schedule(detail::ProcessCore& core) {
  if (state_->pool.stopping.load(std::memory_order_acquire)) return;  // nothing runs any more
  Worker* worker = Worker::current();
  if (worker && &worker->pool == &state_->pool) {
    worker->schedule_local(core);
    return;
  }
  state_->pool.shared.push(core);
  state_->pool.wake_one();
}

detail::TimerHandle ThreadedScheduler::start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                                   detail::Envelope* envelope) {
  return state_->here().start_timer(deadline, to, ref, envelope);
}

detail::TimerHandle ThreadedScheduler::start_timeout(Duration after, Pid to, std::uint64_t ref) {
  // Started with nearly every call, and nearly always cancelled: long ones may be a tick late.
  if (after < 10 * detail::coarse_resolution) return Scheduler::start_timeout(after, to, ref);
  const TimePoint now = detail::coarse_now() + detail::coarse_resolution;
  return state_->here().start_timer(detail::later(now, after), to, ref, nullptr);
}

bool ThreadedScheduler::cancel_timer(detail::TimerHandle handle) {
  return state_->pool.workers[handle.node->wheel->owner()]->cancel_timer(handle);
}

void ThreadedScheduler::forget_timer(detail::TimerHandle handle) {
  state_->pool.workers[handle.node->wheel->owner()]->forget_timer(handle);
}

void ThreadedScheduler::run_blocking(std::unique_ptr<detail::BlockingJob> job) {
  {
    std::scoped_lock lock(state_->blocking_mutex);
    if (!state_->blocking) state_->blocking.emplace(state_->options.blocking_threads);
  }
  boost::asio::post(*state_->blocking, [job = std::move(job), system = state_->pool.system]() mutable {
    System::Scope scope(*system);
    job->run();
    job.reset();
  });
}

std::string_view ThreadedScheduler::running_handler(Pid pid) const {
  for (const auto& worker : state_->pool.workers) {
    if (worker->progress.pid.load(std::memory_order_relaxed) != pid.bits()) continue;
    if (auto* message = worker->progress.message.load(std::memory_order_relaxed)) return message();
  }
  return {};
}

std::uint64_t ThreadedScheduler::random() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return generator();
}

detail::Reactor* ThreadedScheduler::reactor() {
  // In turn: the threads share the sockets, whichever thread accepts them.
  auto& workers = state_->pool.workers;
  return &workers[state_->next_reactor.fetch_add(1, std::memory_order_relaxed) % workers.size()]->reactor;
}

void ThreadedScheduler::run_until(std::atomic<bool>& done) { done.wait(false, std::memory_order_acquire); }

void ThreadedScheduler::stop() {
  detail::Pool& pool = state_->pool;
  if (pool.stopping.exchange(true)) return;
  state_->watchdog.reset();
  pool.wake_all();
  for (std::thread& thread : pool.threads) thread.join();
  pool.threads.clear();
  if (state_->blocking) state_->blocking->join();
}

unsigned ThreadedScheduler::threads() const { return static_cast<unsigned>(state_->pool.workers.size()); }

}  // namespace anqa
