#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/data/field_type.hpp"
#include "anqa/runtime/wire.hpp"

namespace anqa {

/// A universally unique identifier (RFC 9562). The default is the nil UUID, which as a primary key means: not
/// stored yet; the Repo then gives the row one of version 7.
class Uuid {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  constexpr Uuid() = default;
  constexpr explicit Uuid(const Bytes& bytes) : bytes_(bytes) {}

  /// 122 random bits.
  static Uuid v4();
  /// Begins with the time in milliseconds, so that new rows come last in an index. Those made in one program
  /// ascend, whatever the clock does; the rest is random.
  static Uuid v7();

  /// The usual 36 characters, upper or lower case.
  static std::optional<Uuid> parse(std::string_view text);
  std::string to_string() const;

  constexpr const Bytes& bytes() const { return bytes_; }
  constexpr bool is_nil() const { return *this == Uuid(); }
  constexpr int version() const { return bytes_[6] >> 4; }

  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  Bytes bytes_{};
};

template <>
struct FieldType<Uuid> {
  static constexpr ColumnType column = ColumnType::uuid;
  using Compared = Uuid;
  static bool cast(std::string_view text, Uuid& out) {
    const auto value = Uuid::parse(text);
    if (value) out = *value;
    return value.has_value();
  }
  static std::string text(Uuid value) { return value.to_string(); }
  static SqlValue dump(Uuid value) { return value.to_string(); }
  static void load(Cursor& row, int index, Uuid& out) {
    if (!cast(row.text(index), out)) detail::bad_text(row, index, "no UUID");
  }
  /// What a primary key of this type gets when a row is inserted without one.
  static Uuid autogenerate() { return Uuid::v7(); }
};

template <>
struct Wire<Uuid> {
  static void put(const Uuid& id, WireWriter& writer) { writer.raw(id.bytes()); }
  static void get(Uuid& id, WireReader& reader) { id = Uuid(reader.raw<Uuid::Bytes>()); }
};

}  // namespace anqa
