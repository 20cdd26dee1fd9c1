#include "anqa/http/internal/date.hpp"

#include <chrono>
#include <cstring>
#include <ctime>

namespace anqa::http::detail {

void format_date(std::int64_t seconds, char (&out)[29]) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto digits = [&out](std::size_t at, auto number) {
    out[at] = static_cast<char>('0' + number / 10 % 10);
    out[at + 1] = static_cast<char>('0' + number % 10);
  };
  std::memcpy(out, "Sun, 01 Jan 1970 00:00:00 GMT", 29);
  constexpr std::string_view day_names = "SunMonTueWedThuFriSat";
  constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  day_names.copy(out, 3, 3 * weekday(day).c_encoding());
  digits(5, static_cast<unsigned>(date.day()));
  month_names.copy(out + 8, 3, 3 * (static_cast<unsigned>(date.month()) - 1));
  digits(12, static_cast<int>(date.year()) / 100);
  digits(14, static_cast<int>(date.year()) % 100);
  digits(17, clock.hours().count());
  digits(20, clock.minutes().count());
  digits(23, clock.seconds().count());
}

std::string_view current_date() {
  thread_local std::int64_t second = -1;
  thread_local char text[29];
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != second) {
    second = now.tv_sec;
    format_date(second, text);
  }
  return {text, sizeof text};
}

}  // namespace anqa::http::detail
