#include "anqa/data/adapters/sqlite/internal/read_hold.hpp"

#include <chrono>
#include <exception>
#include <system_error>
#include <utility>

namespace anqa::sqlite {
namespace {

using namespace std::chrono_literals;

/// How long a read is open at most.
constexpr auto hold = 10ms;
/// How long none is where something was written in that time: a writer then finds the log free nine times
/// out of ten.
constexpr auto pause_for_writers = 90ms;
/// With fewer reads than this while one was open it is not worth it.
constexpr std::uint64_t worth_it = 20;

}  // namespace

void ReadHold::wake() {
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    try {
      thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    } catch (const std::system_error&) {
      return;  // the system has no thread to give; whoever reads need not hear of it
    }
  }
  asleep_ = false;
  woken_.notify_all();
}

void ReadHold::run(const std::stop_token& stop) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (!woken_.wait(lock, stop, [this] { return !asleep_; })) return;
    }
    try {
      hold_while_busy(stop);
    } catch (const std::exception&) {
      // The reads themselves say what is wrong, to those who can do something about it.
      connection_.reset();
      pause(stop, pause_for_writers);
    }
    asleep_ = true;
  }
}

void ReadHold::hold_while_busy(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto before = reads_.load(std::memory_order_relaxed);
    if (!connection_) connection_ = make_();
    const auto version = connection_->begin_snapshot();
    const bool written = std::exchange(version_, version) != version;
    if (!written) {
      held_ = true;
      pause(stop, hold);
      held_ = false;
    }
    connection_->end_snapshot();
    if (written) pause(stop, pause_for_writers);
    if (reads_.load(std::memory_order_relaxed) - before < worth_it) return;
  }
}

void ReadHold::pause(const std::stop_token& stop, std::chrono::milliseconds length) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, length, [] { return false; });
}

}  // namespace anqa::sqlite
