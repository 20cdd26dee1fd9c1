#include "anqa/data/adapters/sqlite/internal/cursor.hpp"

#include <new>

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
  if ((code & 0xFF) == SQLITE_INTERRUPT && connection_.at_once()) prepared_.takes_long = true;
  connection_.fail(sqlite3_sql(prepared_.handle));
}

bool Cursor::boolean(int column) {
  const std::int64_t value = integer(column);
  if (value != 0 && value != 1) unfit(column, "true or false (1 or 0)");
  return value == 1;
}

// A value is looked up once and then asked for its type and itself, which sqlite3_value_… allows where, as
// here, one thread at a time uses the connection; sqlite3_column_… would look it up each time.

std::int64_t Cursor::integer(int column) {
  auto* value = sqlite3_column_value(prepared_.handle, column);
  if (sqlite3_value_type(value) != SQLITE_INTEGER) unfit(column, "an integer");
  return sqlite3_value_int64(value);
}

double Cursor::number(int column) {
  auto* value = sqlite3_column_value(prepared_.handle, column);
  const int type = sqlite3_value_type(value);
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) unfit(column, "a number");
  return sqlite3_value_double(value);
}

std::string_view Cursor::text(int column) {
  auto* value = sqlite3_column_value(prepared_.handle, column);
  if (sqlite3_value_type(value) != SQLITE_TEXT) unfit(column, "text");
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (!bytes) throw std::bad_alloc();
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string_view Cursor::bytes(int column) {
  auto* value = sqlite3_column_value(prepared_.handle, column);
  if (sqlite3_value_type(value) != SQLITE_BLOB) unfit(column, "bytes");
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));  // null where there are none
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
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
