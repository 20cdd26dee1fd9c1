#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "anqa/data/database.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// Hands out connections in the order in which they were asked for. Makes one when none is free and there are
/// fewer than it may have; one that is lost is replaced when it is needed. While the database cannot be
/// reached, whoever asks waits, and one of those who wait tries again, each time after a longer pause.
class ConnectionPool {
 public:
  struct Options {
    /// What the connections are, for messages: "PostgreSQL", "writing SQLite".
    std::string name;
    int size = 1;
    std::chrono::milliseconds timeout{15000};
    std::chrono::milliseconds backoff_min{50};
    std::chrono::milliseconds backoff_max{2000};
    /// Whether a connection that fails may be closed and made anew: not that of a database in memory.
    bool may_replace = true;
  };
  using Make = std::function<std::unique_ptr<Connection>()>;

  ConnectionPool(Options options, Make make) : options_(std::move(options)), make_(std::move(make)) {}

  /// Makes a connection now; lets out what its making throws.
  void connect_one();
  void connect_all();
  bool empty() const { return options_.size <= 0; }
  /// Throws ConnectionError when none comes in time.
  Database::Lease take(std::string_view purpose);
  /// One that is free now and for which nobody waits, or null; it goes back by give_back().
  Connection* try_take(std::string_view purpose);
  void give_back(Connection& connection);

 private:
  using Clock = std::chrono::steady_clock;
  struct Slot {
    std::unique_ptr<Connection> connection;  ///< null while it is being made, and after it was lost
    bool taken = false;
    std::string_view purpose = {};
    Pid holder = {};
    Clock::time_point since = {};
  };

  /// A slot to use or to fill now; null when all are taken or when it is too early to connect again.
  Slot* available(Clock::time_point now);
  /// Fills a slot that is taken, without the lock. False when the database cannot be reached.
  bool fill(std::unique_lock<std::mutex>& lock, Slot& slot);
  std::string describe(std::string_view purpose, Clock::time_point now) const;

  Options options_;
  Make make_;
  /// Wakes who waits longest, and nobody else: the others could do nothing.
  void wake_first();

  std::mutex mutex_;
  std::list<Slot> slots_;
  /// Who waits, the first first; what wakes each.
  std::list<std::condition_variable> queue_;
  int connecting_ = 0;
  /// Not before this is it tried again to connect; how long the pause is now; what the last attempt said.
  Clock::time_point retry_at_ = {};
  std::chrono::milliseconds backoff_{0};
  std::string last_error_;
};

}  // namespace anqa::detail
