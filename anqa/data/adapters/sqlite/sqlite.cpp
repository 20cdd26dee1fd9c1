#include "anqa/data/adapters/sqlite/sqlite.hpp"

#include "anqa/data/adapters/sqlite/internal/connection.hpp"
#include "anqa/data/detail/connection_pool.hpp"

namespace anqa {
namespace {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : writer_("writing", options.queue_timeout), readers_("reading", options.queue_timeout) {
    using sqlite::Connection;
    writer_.add(std::make_unique<Connection>(options, Connection::Mode::write));
    if (options.database == ":memory:") return;  // each connection would have a database of its own
    for (int i = 0; i < options.readers; ++i) {
      readers_.add(std::make_unique<Connection>(options, Connection::Mode::read));
    }
  }

  Lease reader(std::string_view purpose) override {
    return (readers_.empty() ? writer_ : readers_).take(purpose);
  }
  Lease writer(std::string_view purpose) override { return writer_.take(purpose); }

 private:
  // The readers close first, so that the writer, as the last one, folds the log into the file.
  detail::ConnectionPool writer_;
  detail::ConnectionPool readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace anqa
