#include "anqa/data/adapters/sqlite/internal/cursor.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa::sqlite {
namespace {

std::string_view type_name(int type) {
  switch (type) {
    case SQLITE_INTEGER:
      return "an integer";
    case SQLITE_FLOAT:
      return "a number";
    case SQLITE_TEXT:
      return "text";
    case SQLITE_BLOB:
      return "bytes";
    default:
      return "NULL";
  }
}

}  // namespace

bool Cursor::next() {
  const int code = sqlite3_step(prepared_.handle);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  connection_.fail(sqlite3_sql(prepared_.handle));
}

bool Cursor::boolean(int column) {
  const std::int64_t value = integer(column);
  if (value != 0 && value != 1) unfit(column, "true or false (1 or 0)");
  return value == 1;
}

std::int64_t Cursor::integer(int column) {
  if (sqlite3_column_type(prepared_.handle, column) != SQLITE_INTEGER) unfit(column, "an integer");
  return sqlite3_column_int64(prepared_.handle, column);
}

double Cursor::number(int column) {
  const int type = sqlite3_column_type(prepared_.handle, column);
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) unfit(column, "a number");
  return sqlite3_column_double(prepared_.handle, column);
}

std::string_view Cursor::text(int column) {
  if (sqlite3_column_type(prepared_.handle, column) != SQLITE_TEXT) unfit(column, "text");
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.handle, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared_.handle, column))};
}

std::string_view Cursor::bytes(int column) {
  if (sqlite3_column_type(prepared_.handle, column) != SQLITE_BLOB) unfit(column, "bytes");
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared_.handle, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared_.handle, column))};
}

UtcTime Cursor::time(int column) {
  const auto time = parse_iso8601(text(column));
  if (!time) unfit(column, "a time in ISO 8601");
  return *time;
}

void Cursor::unfit(int column, std::string_view expected) {
  std::string message = "column ";
  message.append(name(column))
      .append(" holds ")
      .append(type_name(sqlite3_column_type(prepared_.handle, column)));
  message.append(" where the schema has ")
      .append(expected)
      .append(": ")
      .append(sqlite3_sql(prepared_.handle));
  throw DatabaseError(message);
}

}  // namespace anqa::sqlite
