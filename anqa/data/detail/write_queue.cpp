#include "anqa/data/detail/write_queue.hpp"

#include "anqa/runtime/system.hpp"

namespace anqa::detail {

class WriteQueue::Runner final : public BlockingJob {
 public:
  /// The jobs keep the database, and so the queue.
  explicit Runner(WriteQueue& queue) : queue_(&queue) {}
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner() override {
    if (queue_) queue_->drop();
  }
  void run() noexcept override { std::exchange(queue_, nullptr)->run(); }

 private:
  WriteQueue* queue_;
};

void WriteQueue::submit(std::unique_ptr<BlockingJob> job) {
  System* const system = &System::current();
  {
    const std::lock_guard lock(mutex_);
    if (running_ == system) return jobs_.push_back(std::move(job));
    if (!running_) {
      running_ = system;
      jobs_.push_back(std::move(job));
    }
  }
  submit_blocking(job ? std::move(job) : std::make_unique<Runner>(*this));
}

void WriteQueue::drop() {
  std::deque<std::unique_ptr<BlockingJob>> jobs;
  const std::lock_guard lock(mutex_);
  running_ = nullptr;
  jobs.swap(jobs_);
}

void WriteQueue::run() {
  // The last job is let go when nothing of this is needed any more: the database may go with it.
  std::unique_ptr<BlockingJob> last;
  for (;;) {
    std::unique_ptr<BlockingJob> job;
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.empty()) {
        running_ = nullptr;
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job->run();
    last = std::move(job);
  }
}

}  // namespace anqa::detail
