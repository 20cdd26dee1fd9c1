#include "anqa/data/adapters/sqlite/sqlite.hpp"

#include "anqa/data/adapters/sqlite/internal/connection.hpp"
#include "anqa/data/detail/connection_pool.hpp"

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
                 make(options, sqlite::Connection::Mode::read)) {
    writer_.connect_all();
    readers_.connect_all();
  }

  Lease reader(std::string_view purpose) override {
    return (readers_.empty() ? writer_ : readers_).take(purpose);
  }
  Lease writer(std::string_view purpose) override { return writer_.take(purpose); }

 private:
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
};

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace anqa
