#include "anqa/data/dates.hpp"

#include <stdexcept>

#include "anqa/data/detail/iso8601.hpp"

namespace anqa {

using namespace std::chrono;

std::string to_iso8601(Date date) {
  const int year_number = static_cast<int>(date.year());
  if (!date.ok() || year_number < 0 || year_number > 9999) {
    throw std::out_of_range("a date to store is " + std::to_string(year_number) + "-" +
                            std::to_string(static_cast<unsigned>(date.month())) + "-" +
                            std::to_string(static_cast<unsigned>(date.day())) +
                            ": only days that exist in the years 0 to 9999 can be stored");
  }
  std::string out = "0000-00-00";
  detail::put_digits(out.data(), static_cast<unsigned>(year_number), 4);
  detail::put_digits(out.data() + 5, static_cast<unsigned>(date.month()), 2);
  detail::put_digits(out.data() + 8, static_cast<unsigned>(date.day()), 2);
  return out;
}

std::string to_iso8601(TimeOfDay time) {
  const auto micros = time.since_midnight;
  if (micros < microseconds(0) || micros >= hours(24)) {
    throw std::out_of_range("a time of day to store is " + std::to_string(micros.count()) +
                            " microseconds after midnight: a day has 24 hours");
  }
  const hh_mm_ss clock{micros};
  std::string out = "00:00:00.000000";
  detail::put_digits(out.data(), static_cast<unsigned>(clock.hours().count()), 2);
  detail::put_digits(out.data() + 3, static_cast<unsigned>(clock.minutes().count()), 2);
  detail::put_digits(out.data() + 6, static_cast<unsigned>(clock.seconds().count()), 2);
  detail::put_digits(out.data() + 9, static_cast<unsigned>(clock.subseconds().count()), 6);
  return out;
}

std::string to_iso8601(NaiveTime time) {
  const auto day = floor<days>(time);
  return to_iso8601(Date(day)) + "T" + to_iso8601(TimeOfDay{time - day});
}

std::optional<Date> parse_date(std::string_view text) {
  detail::IsoReader in(text);
  Date date;
  if (!in.date(date) || !in.empty()) return std::nullopt;
  return date;
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  detail::IsoReader in(text);
  TimeOfDay time;
  if (!in.clock(time.since_midnight) || !in.empty()) return std::nullopt;
  return time;
}

std::optional<NaiveTime> parse_naive_time(std::string_view text) {
  detail::IsoReader in(text);
  Date date;
  microseconds clock{};
  if (!in.date(date) || !in.one_of("T ") || !in.clock(clock) || !in.empty()) return std::nullopt;
  return local_days(date) + clock;
}

}  // namespace anqa
