#include "anqa/data/detail/connection_pool.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/working_for.hpp"

namespace anqa::detail {
namespace {

std::string milliseconds(std::chrono::steady_clock::duration length) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(length).count()) + " ms";
}

}  // namespace

void ConnectionPool::connect_one() {
  auto connection = make_();
  const std::lock_guard lock(mutex_);
  slots_.push_back({.connection = std::move(connection)});
}

void ConnectionPool::connect_all() {
  for (int i = 0; i < options_.size; ++i) connect_one();
}

ConnectionPool::Slot* ConnectionPool::available(Clock::time_point now) {
  for (auto& slot : slots_) {
    if (!slot.taken && slot.connection) return &slot;
  }
  // While the database is away, one tries for all.
  if (now < retry_at_ || (backoff_.count() > 0 && connecting_ > 0)) return nullptr;
  for (auto& slot : slots_) {
    if (!slot.taken) return &slot;
  }
  return slots_.size() < static_cast<std::size_t>(options_.size) ? &slots_.emplace_back() : nullptr;
}

bool ConnectionPool::fill(std::unique_lock<std::mutex>& lock, Slot& slot) {
  auto connection = std::move(slot.connection);
  if (!connection) ++connecting_;
  const bool counted = !connection;
  lock.unlock();
  std::string why;
  try {
    if (connection && !connection->usable()) connection.reset();
    if (!connection) connection = make_();
  } catch (const std::exception& error) {
    why = error.what();
  }
  lock.lock();
  if (counted) --connecting_;
  slot.connection = std::move(connection);
  if (slot.connection) {
    if (backoff_.count() > 0) log_info("the database can be reached again: " + options_.name);
    backoff_ = {};
    retry_at_ = {};
    last_error_.clear();
    return true;
  }
  if (backoff_.count() == 0) log_error("the database cannot be reached: " + why);
  backoff_ = std::clamp(backoff_ * 2, options_.backoff_min, options_.backoff_max);
  retry_at_ = Clock::now() + backoff_;
  last_error_ = std::move(why);
  return false;
}

Database::Lease ConnectionPool::take(std::string_view purpose) {
  std::list<std::condition_variable> out_of_queue(1);
  const auto ticket = out_of_queue.begin();
  std::unique_lock lock(mutex_);
  const auto asked = WorkingFor::asked();
  const auto deadline = asked + options_.timeout;
  queue_.splice(queue_.end(), out_of_queue);
  for (;;) {
    const auto now = Clock::now();
    const bool first = queue_.begin() == ticket;
    if (Slot* slot = first ? available(now) : nullptr) {
      *slot = {std::move(slot->connection), true, purpose, WorkingFor::process(), now};
      out_of_queue.splice(out_of_queue.begin(), queue_, ticket);
      wake_first();  // there may be another for the next
      if (fill(lock, *slot)) {
        slot->connection->set_queue_time(Clock::now() - asked);
        return Database::Lease(
            *slot->connection,
            [](void* pool, Connection& c) { static_cast<ConnectionPool*>(pool)->give_back(c); }, this);
      }
      slot->taken = false;
      queue_.splice(queue_.begin(), out_of_queue);
      continue;
    }
    if (now >= deadline) {
      const auto message = describe(purpose, now);
      queue_.erase(ticket);
      wake_first();
      throw ConnectionError(message);
    }
    ticket->wait_until(lock, first && retry_at_ > now ? std::min(deadline, retry_at_) : deadline);
  }
}

Connection* ConnectionPool::try_take(std::string_view purpose) {
  const std::lock_guard lock(mutex_);
  if (!queue_.empty()) return nullptr;
  const auto slot = std::ranges::find_if(
      slots_, [](const Slot& each) { return !each.taken && each.connection && each.connection->usable(); });
  if (slot == slots_.end()) return nullptr;
  slot->taken = true;
  slot->purpose = purpose;
  slot->holder = WorkingFor::process();
  slot->since = Clock::now();
  return slot->connection.get();
}

void ConnectionPool::give_back(Connection& connection) {
  bool lost = false;
  try {
    if (connection.in_transaction()) connection.execute("ROLLBACK");
  } catch (const std::exception& error) {
    lost = true;
    log_error(std::string("a transaction that was left open could not be rolled back, so its connection is "
                          "closed: ") +
              error.what());
  }
  std::unique_ptr<Connection> closed;  // when the lock is free again
  {
    const std::lock_guard lock(mutex_);
    auto& slot = *std::ranges::find(slots_, &connection, [](const Slot& s) { return s.connection.get(); });
    slot.taken = false;
    if (lost && options_.may_replace) closed = std::move(slot.connection);
    wake_first();
  }
}

void ConnectionPool::wake_first() {
  if (!queue_.empty()) queue_.front().notify_one();
}

std::string ConnectionPool::describe(std::string_view purpose, Clock::time_point now) const {
  std::string out = "no " + options_.name + " connection became free within " +
                    milliseconds(options_.timeout) + " for: " + std::string(purpose);
  if (!last_error_.empty()) out += "; the database cannot be reached: " + last_error_;
  std::size_t held = 0;
  std::string holders;
  for (const auto& slot : slots_) {
    if (!slot.taken || !slot.connection) continue;
    ++held;
    holders.append("\n  ").append(slot.purpose);
    if (slot.holder != Pid{}) holders.append(" of ").append(slot.holder.to_string());
    holders += ", for " + milliseconds(now - slot.since);
    const auto running = slot.connection->activity();
    if (!running.sql.empty()) {
      holders
          .append(running.finished ? ", last ran: "
                                   : ", runs for " + milliseconds(now - running.since) + ": ")
          .append(running.sql);
    }
  }
  out += "; " + std::to_string(held) + " of " + std::to_string(options_.size) + " are held, " +
         std::to_string(queue_.size() - 1) + " more wait for one.";
  return out + holders;
}

}  // namespace anqa::detail
