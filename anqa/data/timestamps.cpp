#include "anqa/data/timestamps.hpp"

#include <charconv>
#include <stdexcept>

namespace anqa {
namespace {

using namespace std::chrono;

void put(char* at, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// Takes fixed-width parts off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool digits(std::size_t count, int& out) {
    if (rest_.size() < count) return false;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    out = value;
    return true;
  }

  bool one_of(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  /// Digits of a second's fraction; what is finer than a microsecond is cut off.
  bool fraction(int& micros) {
    std::size_t count = 0;
    micros = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') {
      if (count < 6) micros = micros * 10 + (rest_[count] - '0');
      ++count;
    }
    if (count == 0 || count > 9) return false;
    for (std::size_t i = count; i < 6; ++i) micros *= 10;
    rest_.remove_prefix(count);
    return true;
  }

  bool empty() const { return rest_.empty(); }
  char last() const { return last_; }

 private:
  std::string_view rest_;
  char last_ = 0;
};

bool read_offset(Reader& in, minutes& offset) {
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
  put(out.data(), static_cast<unsigned>(year_number), 4);
  put(out.data() + 5, static_cast<unsigned>(date.month()), 2);
  put(out.data() + 8, static_cast<unsigned>(date.day()), 2);
  put(out.data() + 11, static_cast<unsigned>(clock.hours().count()), 2);
  put(out.data() + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  put(out.data() + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  put(out.data() + 20, static_cast<unsigned>(clock.subseconds().count()), 6);
  return out;
}

std::optional<UtcTime> parse_iso8601(std::string_view text) {
  Reader in(text);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, micros = 0;
  if (!in.digits(4, y) || !in.one_of("-") || !in.digits(2, mo) || !in.one_of("-") || !in.digits(2, d))
    return {};
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return {};
  if (!in.one_of("T ") || !in.digits(2, h) || !in.one_of(":") || !in.digits(2, mi)) return {};
  if (in.one_of(":")) {
    if (!in.digits(2, s)) return {};
    if (in.one_of(".") && !in.fraction(micros)) return {};
  }
  if (h > 23 || mi > 59 || s > 59) return {};
  minutes offset{0};
  if (!in.empty() && !read_offset(in, offset)) return {};
  if (!in.empty()) return {};
  return sys_days(date) + hours(h) + minutes(mi) + seconds(s) + microseconds(micros) - offset;
}

}  // namespace anqa
