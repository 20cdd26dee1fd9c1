#include "anqa/data/adapters/postgres/internal/wire.hpp"

#include <chrono>
#include <cstdio>

#include "anqa/data/field_type.hpp"

namespace anqa::postgres {
namespace {

void append_padded(std::string& out, std::int64_t value, int digits) {
  char text[24];
  const int size = std::snprintf(text, sizeof text, "%0*lld", digits, static_cast<long long>(value));
  out.append(text, static_cast<std::size_t>(size));
}

void append_date(std::string& out, std::int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days + epoch_days))};
  append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
}

void append_time(std::string& out, std::int64_t microseconds) {
  const auto seconds = microseconds / 1'000'000;
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  out += '.';
  append_padded(out, microseconds % 1'000'000, 6);
}

void append_timestamp(std::string& out, std::int64_t microseconds, bool zone) {
  constexpr std::int64_t day = 86'400'000'000;
  auto days = microseconds / day;
  auto rest = microseconds % day;
  if (rest < 0) {
    rest += day;
    --days;
  }
  append_date(out, static_cast<std::int32_t>(days));
  out += 'T';
  append_time(out, rest);
  if (zone) out += 'Z';
}

void append_uuid(std::string& out, const char* bytes) {
  constexpr char digits[] = "0123456789abcdef";
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

}  // namespace

void append_numeric(std::string& out, const char* bytes, int size) {
  // Groups of four digits: how many, the weight of the first, the sign, the digits after the point, the
  // groups.
  const int groups = read_number<std::int16_t>(bytes);
  const int weight = read_number<std::int16_t>(bytes + 2);
  const auto sign = read_number<std::uint16_t>(bytes + 4);
  const int scale = read_number<std::int16_t>(bytes + 6);
  if (sign == 0xC000 || size < 8 + 2 * groups) {
    out += "NaN";
    return;
  }
  if (sign == 0xD000 || sign == 0xF000) {
    out += sign == 0xD000 ? "Infinity" : "-Infinity";
    return;
  }
  auto group = [&](int index) {
    return index >= 0 && index < groups ? read_number<std::int16_t>(bytes + 8 + 2 * index) : std::int16_t{0};
  };
  if (sign == 0x4000) out += '-';
  if (weight < 0) out += '0';
  for (int i = 0; i <= weight; ++i) append_padded(out, group(i), i == 0 ? 1 : 4);
  if (scale <= 0) return;
  out += '.';
  const auto end = out.size() + static_cast<std::size_t>(scale);
  for (int i = weight + 1; out.size() < end; ++i) append_padded(out, group(i), 4);
  out.resize(end);
}

bool append_as_text(std::string& out, std::uint32_t type, const char* bytes, int size) {
  switch (type) {
    case oid_bool:
      out += *bytes ? "true" : "false";
      return true;
    case oid_int2:
      out += std::to_string(read_number<std::int16_t>(bytes));
      return true;
    case oid_int4:
      out += std::to_string(read_number<std::int32_t>(bytes));
      return true;
    case oid_oid:
      out += std::to_string(read_number<std::uint32_t>(bytes));
      return true;
    case oid_int8:
      out += std::to_string(read_number<std::int64_t>(bytes));
      return true;
    case oid_float4:
      out += detail::number_text(static_cast<double>(read_number<float>(bytes)));
      return true;
    case oid_float8:
      out += detail::number_text(read_number<double>(bytes));
      return true;
    case oid_numeric:
      append_numeric(out, bytes, size);
      return true;
    case oid_date:
      append_date(out, read_number<std::int32_t>(bytes));
      return true;
    case oid_time:
      append_time(out, read_number<std::int64_t>(bytes));
      return true;
    case oid_timestamp:
    case oid_timestamptz:
      append_timestamp(out, read_number<std::int64_t>(bytes), type == oid_timestamptz);
      return true;
    case oid_uuid:
      append_uuid(out, bytes);
      return true;
    case oid_jsonb:  // one byte of version before the text
      out.append(bytes + 1, static_cast<std::size_t>(size - 1));
      return true;
    default:
      return false;
  }
}

}  // namespace anqa::postgres
