#include "anqa/data/adapters/postgres/internal/cursor.hpp"

#include <charconv>
#include <limits>

#include "anqa/data/adapters/postgres/internal/wire.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa::postgres {
namespace {

std::string_view type_name(std::uint32_t type) {
  switch (type) {
    case oid_bool:
      return "a boolean";
    case oid_int2:
    case oid_int4:
    case oid_int8:
      return "an integer";
    case oid_float4:
    case oid_float8:
    case oid_numeric:
      return "a number";
    case oid_bytea:
      return "bytes";
    case oid_date:
      return "a date";
    case oid_timestamp:
    case oid_timestamptz:
      return "a time";
    default:
      return is_text(type) ? "text" : "a value of another type";
  }
}

}  // namespace

bool Cursor::boolean(int column) {
  refuse_null(column, "true or false");
  if (type(column) != oid_bool) unfit(column, "true or false");
  return *raw(column) != 0;
}

std::int64_t Cursor::integer(int column) {
  refuse_null(column, "an integer");
  switch (type(column)) {
    case oid_int8:
      return read_number<std::int64_t>(raw(column));
    case oid_int4:
      return read_number<std::int32_t>(raw(column));
    case oid_int2:
      return read_number<std::int16_t>(raw(column));
    case oid_oid:
      return read_number<std::uint32_t>(raw(column));
    case oid_numeric: {  // what sum() of integers is
      text_.clear();
      append_numeric(text_, raw(column), size(column));
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
      if (error == std::errc() && end == text_.data() + text_.size()) return value;
      unfit(column, "an integer of 64 bits");
    }
    default:
      unfit(column, "an integer");
  }
}

double Cursor::number(int column) {
  refuse_null(column, "a number");
  switch (type(column)) {
    case oid_float8:
      return read_number<double>(raw(column));
    case oid_float4:
      return static_cast<double>(read_number<float>(raw(column)));
    case oid_numeric: {
      text_.clear();
      append_numeric(text_, raw(column), size(column));
      double value = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
      if (error == std::errc() && end == text_.data() + text_.size()) return value;
      unfit(column, "a number of double precision");
    }
    default:
      return static_cast<double>(integer(column));
  }
}

std::string_view Cursor::text(int column) {
  refuse_null(column, "text");
  const auto type_of = type(column);
  if (is_text(type_of)) return {raw(column), static_cast<std::size_t>(size(column))};
  text_.clear();
  if (!append_as_text(text_, type_of, raw(column), size(column))) unfit(column, "text");
  return text_;
}

std::string_view Cursor::bytes(int column) {
  refuse_null(column, "bytes");
  if (type(column) != oid_bytea) unfit(column, "bytes");
  return {raw(column), static_cast<std::size_t>(size(column))};
}

UtcTime Cursor::time(int column) {
  refuse_null(column, "a time");
  switch (type(column)) {
    case oid_timestamptz:
    case oid_timestamp: {
      const auto value = read_number<std::int64_t>(raw(column));
      // Its infinities are no moments.
      if (value == std::numeric_limits<std::int64_t>::max() ||
          value == std::numeric_limits<std::int64_t>::min()) {
        unfit(column, "a time (and it is infinite)");
      }
      return UtcTime(std::chrono::microseconds(value + epoch_microseconds));
    }
    case oid_date:
      return UtcTime(
          std::chrono::sys_days(std::chrono::days(read_number<std::int32_t>(raw(column)) + epoch_days)));
    default:
      if (const auto time = parse_iso8601(text(column))) return *time;
      unfit(column, "a time");
  }
}

void Cursor::refuse_null(int column, std::string_view expected) {
  if (is_null(column)) unfit(column, expected);
}

void Cursor::unfit(int column, std::string_view expected) {
  std::string message = "column ";
  message.append(name(column))
      .append(" holds ")
      .append(is_null(column) ? "NULL" : type_name(type(column)))
      .append(" where the schema has ")
      .append(expected)
      .append(": ")
      .append(sql_);
  throw DatabaseError(message);
}

}  // namespace anqa::postgres
