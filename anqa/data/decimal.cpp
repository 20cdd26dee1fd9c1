#include "anqa/data/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace anqa {
namespace {

using Wide = __int128;
constexpr int max_digits = 38;

constexpr Wide power_of_ten(int exponent) {
  Wide value = 1;
  for (int i = 0; i < exponent; ++i) value *= 10;
  return value;
}
constexpr Wide limit = power_of_ten(max_digits);

[[noreturn]] void too_large() { throw std::out_of_range("a decimal number needs more than 38 digits"); }

Wide checked(Wide value) {
  if (value >= limit || value <= -limit) too_large();
  return value;
}

Wide times(Wide a, Wide b) {
  Wide product = 0;
  if (__builtin_mul_overflow(a, b, &product)) too_large();
  return checked(product);
}

std::string digits_of(Wide value) {
  std::string out;
  do {
    out += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

Decimal::Decimal(std::int64_t coefficient, int scale) : coefficient_(coefficient), scale_(scale) {
  if (scale < 0 || scale > max_digits) {
    throw std::invalid_argument("Decimal: a scale of " + std::to_string(scale) + " is not 0 to 38");
  }
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal out;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    auto digits = text.substr(e + 1);
    if (digits.starts_with('+') && digits.size() > 1 && digits[1] != '-') digits.remove_prefix(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (exponent < -max_digits || exponent > max_digits) return std::nullopt;
    text = text.substr(0, e);
  }
  bool point = false, any = false;
  int scale = 0;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (out.coefficient_ >= limit / 10) return std::nullopt;
    out.coefficient_ = out.coefficient_ * 10 + (c - '0');
    if (point) ++scale;
  }
  if (!any) return std::nullopt;
  scale -= exponent;
  for (; scale < 0; ++scale) {
    if (out.coefficient_ >= limit / 10) return std::nullopt;
    out.coefficient_ *= 10;
  }
  if (scale > max_digits) return std::nullopt;
  out.scale_ = scale;
  if (negative) out.coefficient_ = -out.coefficient_;
  return out;
}

std::string Decimal::to_string() const {
  std::string digits = digits_of(coefficient_ < 0 ? -coefficient_ : coefficient_);
  if (scale_ > 0) {
    const auto after = static_cast<std::size_t>(scale_);
    if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
    digits.insert(digits.size() - after, 1, '.');
  }
  return coefficient_ < 0 ? "-" + digits : digits;
}

double Decimal::to_double() const {
  const auto text = to_string();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Decimal Decimal::rounded(int scale) const {
  Decimal out(0, scale);
  if (scale >= scale_) {
    out.coefficient_ = times(coefficient_, power_of_ten(scale - scale_));
    return out;
  }
  const Wide unit = power_of_ten(scale_ - scale);
  const Wide rest = coefficient_ % unit;
  out.coefficient_ = coefficient_ / unit;
  if (rest >= unit / 2 && rest > 0) ++out.coefficient_;
  if (-rest >= unit / 2 && rest < 0) --out.coefficient_;
  return out;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  Decimal out = a.rounded(scale);
  out.coefficient_ = checked(out.coefficient_ + b.rounded(scale).coefficient_);
  return out;
}

Decimal operator-(const Decimal& a, const Decimal& b) {
  Decimal negated = b;
  negated.coefficient_ = -negated.coefficient_;
  return a + negated;
}

Decimal operator*(const Decimal& a, const Decimal& b) {
  if (a.scale_ + b.scale_ > max_digits) too_large();
  Decimal out(0, a.scale_ + b.scale_);
  out.coefficient_ = times(a.coefficient_, b.coefficient_);
  return out;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const int sign_a = a.coefficient_ < 0 ? -1 : a.coefficient_ > 0,
            sign_b = b.coefficient_ < 0 ? -1 : b.coefficient_ > 0;
  if (sign_a != sign_b || sign_a == 0) return sign_a <=> sign_b;
  // Whole parts first, then what follows the point: neither can overflow.
  const Wide unit_a = power_of_ten(a.scale_), unit_b = power_of_ten(b.scale_);
  const Wide whole_a = a.coefficient_ / unit_a, whole_b = b.coefficient_ / unit_b;
  if (whole_a != whole_b) return whole_a <=> whole_b;
  const Wide rest_a = a.coefficient_ % unit_a * power_of_ten(max_digits - a.scale_);
  const Wide rest_b = b.coefficient_ % unit_b * power_of_ten(max_digits - b.scale_);
  return rest_a <=> rest_b;
}

void Wire<Decimal>::put(const Decimal& number, WireWriter& writer) {
  const auto text = number.to_string();
  writer.size(text.size());
  writer.bytes(text.data(), text.size());
}

void Wire<Decimal>::get(Decimal& number, WireReader& reader) {
  const auto parsed = Decimal::parse(reader.text());
  if (!parsed) return reader.fail();
  number = *parsed;
}

}  // namespace anqa
