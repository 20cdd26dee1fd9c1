#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/data/field_type.hpp"
#include "anqa/runtime/wire.hpp"

namespace anqa {

/// A decimal number of up to 38 digits, kept exactly: for money and other amounts. "1.0" and "1.00" are equal
/// and keep their number of digits. Arithmetic that needs more digits throws std::out_of_range.
class Decimal {
 public:
  constexpr Decimal() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): an integer is a decimal number.
  constexpr Decimal(std::int64_t value) : coefficient_(value) {}
  /// coefficient / 10^scale: Decimal(1250, 2) is 12.50. A scale is 0 to 38.
  Decimal(std::int64_t coefficient, int scale);

  /// "12.50", "-3", "+.5", "1e3"; nothing when the text is no number or has too many digits.
  static std::optional<Decimal> parse(std::string_view text);
  /// Plain digits, never with an exponent.
  std::string to_string() const;
  double to_double() const;
  /// With this many digits after the point; half is rounded away from zero.
  Decimal rounded(int scale) const;
  int scale() const { return scale_; }

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a) { return Decimal() - a; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

 private:
  using Wide = __int128;
  Wide coefficient_ = 0;
  int scale_ = 0;
};

template <>
struct FieldType<Decimal> {
  static constexpr ColumnType column = ColumnType::decimal;
  using Compared = Decimal;
  static bool cast(std::string_view text, Decimal& out) {
    const auto value = Decimal::parse(text);
    if (value) out = *value;
    return value.has_value();
  }
  static std::string text(const Decimal& value) { return value.to_string(); }
  static SqlValue dump(const Decimal& value) { return value.to_string(); }
  static void load(Cursor& row, int index, Decimal& out) {
    if (!cast(row.text(index), out)) detail::bad_text(row, index, "no decimal number of up to 38 digits");
  }
};

template <>
struct Wire<Decimal> {
  static void put(const Decimal& number, WireWriter& writer);
  static void get(Decimal& number, WireReader& reader);
};

}  // namespace anqa
