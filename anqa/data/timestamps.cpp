#include "anqa/data/timestamps.hpp"

#include <stdexcept>

#include "anqa/data/detail/iso8601.hpp"

namespace anqa {
namespace {

using namespace std::chrono;

bool read_offset(detail::IsoReader& in, minutes& offset) {
  if (in.one_of("Z")) return true;
  if (!in.one_of("+-")) return false;
  const bool west = in.last() == '-';
  int hour = 0;
  int minute = 0;
  if (!in.digits(2, hour) || !in.one_of(":") || !in.digits(2, minute) || hour > 23 || minute > 59)
    return false;
  offset = minutes(hour * 60 + minute) * (west ? -1 : 1);
  return true;
}

}  // namespace

UtcTime utc_now() { return floor<microseconds>(system_clock::now()); }

std::string to_iso8601(UtcTime time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const int year_number = static_cast<int>(date.year());
  if (year_number < 0 || year_number > 9999) {
    throw std::out_of_range("a time to store lies in the year " + std::to_string(year_number) +
                            ": only the years 0 to 9999 can be stored");
  }
  const hh_mm_ss clock{time - day};
  std::string out = "0000-00-00T00:00:00.000000Z";
  detail::put_digits(out.data(), static_cast<unsigned>(year_number), 4);
  detail::put_digits(out.data() + 5, static_cast<unsigned>(date.month()), 2);
  detail::put_digits(out.data() + 8, static_cast<unsigned>(date.day()), 2);
  detail::put_digits(out.data() + 11, static_cast<unsigned>(clock.hours().count()), 2);
  detail::put_digits(out.data() + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  detail::put_digits(out.data() + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  detail::put_digits(out.data() + 20, static_cast<unsigned>(clock.subseconds().count()), 6);
  return out;
}

std::optional<UtcTime> parse_iso8601(std::string_view text) {
  detail::IsoReader in(text);
  year_month_day date;
  microseconds clock{};
  if (!in.date(date) || !in.one_of("T ") || !in.clock(clock)) return {};
  minutes offset{0};
  if (!in.empty() && !read_offset(in, offset)) return {};
  if (!in.empty()) return {};
  return sys_days(date) + clock - offset;
}

}  // namespace anqa
