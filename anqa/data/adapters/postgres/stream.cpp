// Rows in parts: a cursor of the server, of which so many rows are fetched at a time.

#include <optional>

#include "anqa/base/log.hpp"
#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/adapters/postgres/internal/cursor.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::postgres {
namespace {

class StreamCursor final : public anqa::Cursor {
 public:
  StreamCursor(PGconn* handle, std::string name, std::string sql, int part)
      : handle_(handle), name_(std::move(name)), sql_(std::move(sql)), size_(part) {
    fetch();
  }
  ~StreamCursor() override {
    // In a transaction that has failed or ended it is closed already.
    if (PQtransactionStatus(handle_) != PQTRANS_INTRANS) return;
    const Result closed(PQexec(handle_, ("CLOSE " + name_).c_str()));
    if (PQresultStatus(closed.get()) != PGRES_COMMAND_OK) {
      log_warning("PostgreSQL: a stream could not be closed: " + std::string(PQerrorMessage(handle_)));
    }
  }

  bool next() override {
    if (part_->next()) return true;
    if (count_ < size_) return false;
    fetch();
    return part_->next();
  }
  bool is_null(int column) override { return part_->is_null(column); }
  bool boolean(int column) override { return part_->boolean(column); }
  std::int64_t integer(int column) override { return part_->integer(column); }
  double number(int column) override { return part_->number(column); }
  std::string_view text(int column) override { return part_->text(column); }
  std::string_view bytes(int column) override { return part_->bytes(column); }
  UtcTime time(int column) override { return part_->time(column); }
  std::string_view name(int column) override { return part_->name(column); }

 private:
  void fetch() {
    part_.reset();
    const std::string fetching = "FETCH " + std::to_string(size_) + " FROM " + name_;
    Result rows(PQexecParams(handle_, fetching.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
    if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) fail(rows.get(), handle_, sql_);
    count_ = PQntuples(rows.get());
    part_.emplace(std::move(rows), sql_);
  }

  PGconn* handle_;
  std::string name_;
  std::string sql_;
  int size_;
  int count_ = 0;
  std::optional<postgres::Cursor> part_;
};

}  // namespace

std::unique_ptr<anqa::Cursor> Connection::run_stream(std::string_view sql, std::span<const SqlValue> values,
                                                     int part) {
  // A name of its own for each: a stream may be read inside of another. Not kept as a prepared statement.
  const std::string name = "anqa_stream_" + std::to_string(next_name_++);
  const std::string declaration = "DECLARE " + name + " NO SCROLL CURSOR FOR " + std::string(sql);
  const bool guarded = std::exchange(guarded_, false);
  run(declaration, values);
  guarded_ = guarded;
  forget(declaration);
  return std::make_unique<StreamCursor>(handle_, name, std::string(sql), part);
}

}  // namespace anqa::postgres
