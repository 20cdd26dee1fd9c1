#include "anqa/data/detail/connection_pool.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::detail {

void ConnectionPool::add(std::unique_ptr<Connection> connection) {
  slots_.push_back({.connection = std::move(connection)});
}

Database::Lease ConnectionPool::take(std::string_view purpose) {
  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = next_ticket_++;
  queue_.push_back(ticket);
  auto free_slot = [this] { return std::ranges::find(slots_, false, &Slot::taken); };
  const bool my_turn = changed_.wait_for(
      lock, timeout_, [&] { return queue_.front() == ticket && free_slot() != slots_.end(); });
  std::erase(queue_, ticket);
  changed_.notify_all();
  if (!my_turn) {
    throw DatabaseError("no " + name_ + " connection became free within " + std::to_string(timeout_.count()) +
                        " ms for: " + std::string(purpose) + "; " + describe_holders());
  }
  auto slot = free_slot();
  slot->taken = true;
  slot->purpose = purpose;
  slot->since = std::chrono::steady_clock::now();
  return Database::Lease(
      *slot->connection, [](void* pool, Connection& c) { static_cast<ConnectionPool*>(pool)->give_back(c); },
      this);
}

void ConnectionPool::give_back(Connection& connection) {
  try {
    if (connection.in_transaction()) connection.execute("ROLLBACK");
  } catch (const std::exception& error) {
    log_error(std::string("rolling back a transaction that was left open failed: ") + error.what());
  }
  {
    const std::lock_guard lock(mutex_);
    std::ranges::find(slots_, &connection, [](const Slot& slot) { return slot.connection.get(); })->taken =
        false;
  }
  changed_.notify_all();
}

std::string ConnectionPool::describe_holders() const {
  std::string out = std::to_string(slots_.size()) + " held";
  const auto now = std::chrono::steady_clock::now();
  for (const auto& slot : slots_) {
    const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(now - slot.since);
    out.append(", for ").append(std::to_string(held.count())).append(" ms by: ").append(slot.purpose);
  }
  return out + "; " + std::to_string(queue_.size()) + " more wait";
}

}  // namespace anqa::detail
