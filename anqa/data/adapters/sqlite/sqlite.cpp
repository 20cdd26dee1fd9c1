#include "anqa/data/adapters/sqlite/sqlite.hpp"

#include <atomic>

#include "anqa/data/adapters/sqlite/internal/connection.hpp"
#include "anqa/data/adapters/sqlite/internal/read_hold.hpp"
#include "anqa/data/detail/connection_pool.hpp"
#include "anqa/data/detail/write_queue.hpp"

namespace anqa {
namespace {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : writer_(pool("writing SQLite", 1, options),
                make(options,
                     options.read_only ? sqlite::Connection::Mode::read : sqlite::Connection::Mode::write)),
        // Each connection to ":memory:" would have a database of its own.
        readers_(pool("reading SQLite", in_memory(options) ? 0 : options.readers, options),
                 make(options, sqlite::Connection::Mode::read)),
        read_hold_([options] {
          return std::make_unique<sqlite::Connection>(options, sqlite::Connection::Mode::read);
        }) {
    writer_.connect_all();
    readers_.connect_all();
  }

  const detail::Dialect& dialect() const override { return detail::sqlite_dialect; }
  Lease reader(std::string_view purpose) override {
    if (readers_.empty()) return writer_.take(purpose);
    read_hold_.count_read();
    return readers_.take(purpose);
  }
  Lease writer(std::string_view purpose) override { return writer_.take(purpose); }
  detail::WriteQueue* write_queue() override { return &write_queue_; }

  std::optional<Lease> reader_at_once(std::string_view purpose) override {
    const auto now = std::chrono::steady_clock::now();
    if (readers_.empty() || now < blocking_until_.load(std::memory_order_relaxed)) return std::nullopt;
    Connection* connection = readers_.try_take(purpose);
    if (!connection) return std::nullopt;
    read_hold_.count_read();
    connection->set_at_once(true);
    return Lease(
        *connection,
        [](void* self, Connection& back) { static_cast<SqliteDatabase*>(self)->was_at_once(back); }, this);
  }

 private:
  /// A read that took long without many steps waited for the disk, or the thread for a core. One alone means
  /// nothing; when they are many, reads go to threads that may wait for the next while.
  void was_at_once(Connection& connection) {
    connection.set_at_once(false);
    const auto now = std::chrono::steady_clock::now();
    const bool slow = now - connection.activity_since() > slow_read;
    readers_.give_back(connection);
    const int before = slowness_.load(std::memory_order_relaxed);
    if (!slow) {
      if (before > 0) slowness_.store(before - 1, std::memory_order_relaxed);
      return;
    }
    const bool too_slow = before + slow_counts > most_slowness;
    slowness_.store(too_slow ? 0 : before + slow_counts, std::memory_order_relaxed);
    if (too_slow) blocking_until_.store(now + pause, std::memory_order_relaxed);
  }

  static constexpr std::chrono::milliseconds slow_read{2};
  static constexpr std::chrono::seconds pause{1};
  /// A slow read is as much as so many fast ones.
  static constexpr int slow_counts = 16;
  static constexpr int most_slowness = 64;

  static bool in_memory(const SqliteOptions& options) { return options.database == ":memory:"; }
  static detail::ConnectionPool::Options pool(std::string name, int size, const SqliteOptions& options) {
    return {.name = std::move(name),
            .size = size,
            .timeout = options.queue_timeout,
            .may_replace = !in_memory(options)};
  }
  static detail::ConnectionPool::Make make(const SqliteOptions& options, sqlite::Connection::Mode mode) {
    return [options, mode] {
      auto connection = std::make_unique<sqlite::Connection>(options, mode);
      connection->set_slow_query(options.slow_query);
      return connection;
    };
  }

  // The readers close first, so that the writer, as the last one, folds the log into the file.
  detail::ConnectionPool writer_;
  detail::ConnectionPool readers_;
  sqlite::ReadHold read_hold_;
  detail::WriteQueue write_queue_;
  std::atomic<int> slowness_{0};
  std::atomic<TimePoint> blocking_until_{TimePoint::min()};
};

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options) {
  // SQLite's statistics of its memory take a lock of the whole program at each allocation. Refused, and so
  // without effect, where the program has initialised SQLite before.
  [[maybe_unused]] static const int refused = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace anqa
