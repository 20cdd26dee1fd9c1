#pragma once

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/data/field_type.hpp"
#include "anqa/runtime/wire.hpp"

// Fields that are dates and times without a zone. A time in UTC is anqa::UtcTime and needs no header of its
// own.
namespace anqa {

/// A day of the calendar.
using Date = std::chrono::year_month_day;

/// A date and a time of day that says nothing about its zone, to the microsecond.
using NaiveTime = std::chrono::local_time<std::chrono::microseconds>;

/// A time of day, from 0 to 24 hours (exclusive), to the microsecond.
struct TimeOfDay {
  std::chrono::microseconds since_midnight{};

  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

/// "2026-11-22". Throws std::out_of_range for a date that does not exist or lies outside the years 0 to 9999.
std::string to_iso8601(Date date);
/// "16:05:09.000042". Throws std::out_of_range for what is no time of day.
std::string to_iso8601(TimeOfDay time);
/// "2026-11-22T16:05:09.000042"
std::string to_iso8601(NaiveTime time);

/// Nothing when the text is no date or names one that does not exist, such as February 30.
std::optional<Date> parse_date(std::string_view text);
/// "16:05", "16:05:09", "16:05:09.5"
std::optional<TimeOfDay> parse_time_of_day(std::string_view text);
/// "2026-11-22T16:05", "2026-11-22 16:05:09.5"; an offset is no part of it.
std::optional<NaiveTime> parse_naive_time(std::string_view text);

namespace detail {

/// What the types that are stored as ISO 8601 text have in common.
template <class T, std::optional<T> (*Parse)(std::string_view), ColumnType Kind>
struct IsoField {
  static constexpr ColumnType column = Kind;
  using Compared = T;
  static bool cast(std::string_view text, T& out) {
    const auto value = Parse(text);
    if (value) out = *value;
    return value.has_value();
  }
  static std::string text(T value) { return to_iso8601(value); }
  static SqlValue dump(T value) { return to_iso8601(value); }
  static void load(Cursor& row, int index, T& out) {
    if (!cast(row.text(index), out)) bad_text(row, index, "no such date or time in ISO 8601");
  }
};

}  // namespace detail

/// The default, 0000-00-00, is no date: it stands for "not given" and is never stored.
template <>
struct FieldType<Date> : detail::IsoField<Date, parse_date, ColumnType::date> {};
template <>
struct FieldType<TimeOfDay> : detail::IsoField<TimeOfDay, parse_time_of_day, ColumnType::time> {};
template <>
struct FieldType<NaiveTime> : detail::IsoField<NaiveTime, parse_naive_time, ColumnType::naive_time> {};

/// A length of time is stored as the number of its units: std::chrono::seconds as seconds.
template <std::integral Rep, class Period>
struct FieldType<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static constexpr ColumnType column = ColumnType::integer;
  using Compared = Duration;
  static bool cast(std::string_view text, Duration& out) {
    Rep count{};
    if (!FieldType<Rep>::cast(text, count)) return false;
    out = Duration(count);
    return true;
  }
  static std::string text(Duration value) { return std::to_string(value.count()); }
  static SqlValue dump(Duration value) { return static_cast<std::int64_t>(value.count()); }
  static void load(Cursor& row, int index, Duration& out) {
    Rep count{};
    FieldType<Rep>::load(row, index, count);
    out = Duration(count);
  }
};

/// Dates travel to cells by their parts, also one that does not exist.
template <>
struct Wire<Date> {
  static void put(const Date& date, WireWriter& writer) {
    writer.raw(static_cast<int>(date.year()));
    writer.raw(static_cast<unsigned>(date.month()));
    writer.raw(static_cast<unsigned>(date.day()));
  }
  static void get(Date& date, WireReader& reader) {
    const std::chrono::year year(reader.raw<int>());
    const std::chrono::month month(reader.raw<unsigned>());
    date = Date(year, month, std::chrono::day(reader.raw<unsigned>()));
  }
};

}  // namespace anqa
