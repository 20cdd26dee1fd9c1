#include "anqa/data/adapters/postgres/copy.hpp"

#include <charconv>

#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa {
namespace postgres {
namespace {

PGconn* handle_of(BlockingRepo& transaction) {
  auto* connection = dynamic_cast<Connection*>(&transaction.connection().underlying());
  if (!connection) throw DatabaseError("COPY is PostgreSQL's; in SQLite insert_all() is as fast");
  return connection->handle();
}

void begin(PGconn* handle, std::string_view sql, ExecStatusType expected) {
  const Result result(PQexec(handle, std::string(sql).c_str()));
  const auto status = PQresultStatus(result.get());
  if (status == expected) return;
  if (status == PGRES_FATAL_ERROR) fail(result.get(), handle, sql);
  if (status == PGRES_COPY_IN) PQputCopyEnd(handle, "this was to be a COPY … TO STDOUT");
  while (const Result rest{PQgetResult(handle)}) {
    if (PQresultStatus(rest.get()) != PGRES_COPY_OUT) continue;
    char* row = nullptr;
    while (PQgetCopyData(handle, &row, 0) > 0) PQfreemem(row);
  }
  throw DatabaseError("PostgreSQL: this is not the COPY that was expected: " + std::string(sql));
}

/// The end of a copy: how many rows it was.
std::int64_t end(PGconn* handle, std::string_view sql) {
  const Result result(PQgetResult(handle));
  while (const Result rest{PQgetResult(handle)}) {
  }
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), handle, sql);
  const std::string_view count = PQcmdTuples(const_cast<PGresult*>(result.get()));
  std::int64_t rows = 0;
  std::from_chars(count.data(), count.data() + count.size(), rows);
  return rows;
}

struct FreeRow {
  void operator()(char* row) const { PQfreemem(row); }
};

struct CopyText {
  std::string& out;

  void operator()(std::monostate) const { out += "\\N"; }
  void operator()(bool value) const { out += value ? 't' : 'f'; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(double value) const { out += detail::number_text(value); }
  void operator()(UtcTime value) const { out += to_iso8601(value); }
  void operator()(const Bytes& value) const {
    static constexpr char digits[] = "0123456789abcdef";
    out += "\\\\x";
    for (const char each : value.data) {
      const auto byte = static_cast<unsigned char>(each);
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  void operator()(const std::string& value) const {
    for (const char c : value) {
      switch (c) {
        case '\\':
          out += "\\\\";
          break;
        case '\t':
          out += "\\t";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\0':
          throw DatabaseError("PostgreSQL: COPY: a text holds a zero byte");
        default:
          out += c;
      }
    }
  }
};

}  // namespace
}  // namespace postgres

void detail::append_copy_line(std::string& out, const std::vector<SqlValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += '\t';
    std::visit(postgres::CopyText{out}, values[i]);
  }
  out += '\n';
}

std::string detail::copy_statement(std::string_view table, const std::vector<std::string_view>& columns) {
  std::string sql = "COPY " + quoted(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ", ") + quoted(columns[i]);
  return sql + ") FROM STDIN";
}

std::int64_t copy_in(BlockingRepo& transaction, std::string_view sql,
                     const std::function<std::optional<std::string>()>& next) {
  PGconn* handle = postgres::handle_of(transaction);
  postgres::begin(handle, sql, PGRES_COPY_IN);
  try {
    while (const auto piece = next()) {
      if (PQputCopyData(handle, piece->data(), static_cast<int>(piece->size())) != 1) break;
    }
  } catch (...) {
    PQputCopyEnd(handle, "the program that sends the rows has failed");
    while (const postgres::Result rest{PQgetResult(handle)}) {
    }
    throw;
  }
  PQputCopyEnd(handle, nullptr);
  return postgres::end(handle, sql);
}

std::int64_t copy_out(BlockingRepo& transaction, std::string_view sql,
                      const std::function<void(std::string_view)>& take) {
  PGconn* handle = postgres::handle_of(transaction);
  postgres::begin(handle, sql, PGRES_COPY_OUT);
  for (;;) {
    char* row = nullptr;
    const int size = PQgetCopyData(handle, &row, 0);
    if (size <= 0) break;
    const std::unique_ptr<char, postgres::FreeRow> owned(row);
    try {
      take({row, static_cast<std::size_t>(size)});
    } catch (...) {
      // The only way to stop it is to cancel the statement; what is on its way is read and dropped.
      const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(handle), &PQfreeCancel);
      char why[256];
      PQcancel(cancel.get(), why, sizeof why);
      while (PQgetCopyData(handle, &row, 0) > 0) PQfreemem(row);
      while (const postgres::Result rest{PQgetResult(handle)}) {
      }
      throw;
    }
  }
  return postgres::end(handle, sql);
}

}  // namespace anqa
