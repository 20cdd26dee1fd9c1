#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/database.hpp"

namespace anqa::detail {

/// Hands out connections in the order in which they were asked for.
class ConnectionPool {
 public:
  ConnectionPool(std::string name, std::chrono::milliseconds timeout)
      : name_(std::move(name)), timeout_(timeout) {}

  void add(std::unique_ptr<Connection> connection);
  bool empty() const { return slots_.empty(); }
  Database::Lease take(std::string_view purpose);

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    bool taken = false;
    std::string_view purpose = {};
    std::chrono::steady_clock::time_point since = {};
  };

  void give_back(Connection& connection);
  std::string describe_holders() const;

  std::string name_;
  std::chrono::milliseconds timeout_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::uint64_t next_ticket_ = 0;
  /// Who waits, the first first. A ticket that gave up leaves from the middle.
  std::vector<std::uint64_t> queue_;
};

}  // namespace anqa::detail
