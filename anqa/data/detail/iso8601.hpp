#pragma once

#include <chrono>
#include <string_view>

namespace anqa::detail {

/// Writes `value` with leading zeros.
inline void put_digits(char* at, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// Takes fixed-width parts off the front of a text in ISO 8601.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : rest_(text) {}

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

  /// "2026-11-22", if there is such a day.
  bool date(std::chrono::year_month_day& out) {
    int y = 0, m = 0, d = 0;
    if (!digits(4, y) || !one_of("-") || !digits(2, m) || !one_of("-") || !digits(2, d)) return false;
    out = {std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
           std::chrono::day(static_cast<unsigned>(d))};
    return out.ok();
  }

  /// "16:05", "16:05:09", "16:05:09.5"
  bool clock(std::chrono::microseconds& out) {
    int h = 0, m = 0, s = 0, micros = 0;
    if (!digits(2, h) || !one_of(":") || !digits(2, m)) return false;
    if (one_of(":")) {
      if (!digits(2, s)) return false;
      if (one_of(".") && !fraction(micros)) return false;
    }
    out = std::chrono::hours(h) + std::chrono::minutes(m) + std::chrono::seconds(s) +
          std::chrono::microseconds(micros);
    return h < 24 && m < 60 && s < 60;
  }

  bool empty() const { return rest_.empty(); }
  char last() const { return last_; }

 private:
  std::string_view rest_;
  char last_ = 0;
};

}  // namespace anqa::detail
