#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <thread>

namespace anqa::detail {

struct Pool;

/// Looks at the scheduler threads from outside: a handler that does not come to its end is named in the log,
/// with whether it computes or is blocked in the kernel, and its thread's other work is opened to the other
/// threads. Sleeps when all of them do.
class Watchdog {
 public:
  Watchdog(Pool& pool, std::chrono::milliseconds long_handler);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run();
  Pool& pool_;
  std::chrono::milliseconds long_handler_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace anqa::detail
