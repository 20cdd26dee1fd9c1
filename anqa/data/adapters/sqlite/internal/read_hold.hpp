#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "anqa/data/adapters/sqlite/internal/connection.hpp"

namespace anqa::sqlite {

/// For each read SQLite asks the system for a lock on the file, and gives it back: most of what a short read
/// costs. Not so where another connection of the program has the same lock, which this sees to while reads
/// are many: it keeps a read open on a connection of its own. What the others read is not changed by that.
///
/// An open read keeps the log of writes from starting over, so it is never open for long, and where something
/// is being written it mostly is not.
class ReadHold {
 public:
  using Make = std::function<std::unique_ptr<Connection>()>;

  /// `make` makes the connection, when reads are many for the first time.
  explicit ReadHold(Make make) : make_(std::move(make)) {}
  ReadHold(const ReadHold&) = delete;
  ReadHold& operator=(const ReadHold&) = delete;
  ~ReadHold() = default;

  /// To be called at each read, from any thread.
  void count_read() {
    const auto reads = reads_.fetch_add(1, std::memory_order_relaxed) + 1;
    if (reads % wake_after == 0 && asleep_.load(std::memory_order_relaxed)) wake();
  }
  /// Whether a read is kept open now.
  bool held() const { return held_; }
  /// Whether reads are too few for that.
  bool asleep() const { return asleep_; }

 private:
  static constexpr std::uint64_t wake_after = 64;

  void wake();
  void run(const std::stop_token& stop);
  void hold_while_busy(const std::stop_token& stop);
  void pause(const std::stop_token& stop, std::chrono::milliseconds length);

  Make make_;
  std::atomic<std::uint64_t> reads_{0};
  std::atomic<bool> asleep_{true};
  std::atomic<bool> held_{false};
  std::mutex mutex_;
  std::condition_variable_any woken_;
  // Of the thread alone.
  std::unique_ptr<Connection> connection_;
  std::int64_t version_ = 0;  // of the data, when the last read began

  std::jthread thread_;  // ends before what it uses
};

}  // namespace anqa::sqlite
