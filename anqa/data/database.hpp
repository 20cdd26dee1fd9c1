#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "anqa/data/connection.hpp"

namespace anqa {

class StatementPipeline;

namespace detail {
class WriteQueue;
}

/// The connections to one database. Safe to use from any thread that may block.
class Database {
 public:
  /// A connection for as long as this lives; then it goes back, whatever happened. Never kept over a
  /// co_await.
  class Lease {
   public:
    Lease(Connection& connection, void (*give_back)(void* owner, Connection&), void* owner)
        : connection_(&connection), give_back_(give_back), owner_(owner) {}
    Lease(Lease&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr)),
          give_back_(other.give_back_),
          owner_(other.owner_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) give_back_(owner_, *connection_);
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_; }

   private:
    Connection* connection_;
    void (*give_back_)(void*, Connection&);
    void* owner_;
  };

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  virtual const detail::Dialect& dialect() const = 0;

  /// Wait for a connection, first come first served; throw DatabaseError when none comes in time, with what
  /// the others are held for. `purpose` is for that message and must be a constant.
  virtual Lease reader(std::string_view purpose) = 0;
  virtual Lease writer(std::string_view purpose) = 0;

  /// A connection for a read that may run on a scheduler's thread: one that nobody has to be waited for, in
  /// its mode of that kind (Connection::set_at_once). Nothing where there is none, or where reads would
  /// block.
  virtual std::optional<Lease> reader_at_once(std::string_view) { return std::nullopt; }

  /// What the calling process or thread uses in the place of this; null: this. See Sandbox.
  virtual std::shared_ptr<Database> of_caller() { return nullptr; }

  /// For processes that read, without a thread that waits; null when there is none, or none now.
  virtual StatementPipeline* pipeline() { return nullptr; }
  /// For writes of processes; null where several can be done at once.
  virtual detail::WriteQueue* write_queue() { return nullptr; }
  /// Starts the processes that the database needs, linked to the calling one.
  virtual void start_processes() {}
};

}  // namespace anqa
