#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>

namespace anqa::postgres {

/// Numbers of the types that the adapter reads and writes in binary (PostgreSQL's catalog pg_type.dat; they
/// never change).
enum Oid_ : std::uint32_t {
  oid_bool = 16,
  oid_bytea = 17,
  oid_char = 18,
  oid_name = 19,
  oid_int8 = 20,
  oid_int2 = 21,
  oid_int4 = 23,
  oid_text = 25,
  oid_oid = 26,
  oid_json = 114,
  oid_xml = 142,
  oid_float4 = 700,
  oid_float8 = 701,
  oid_unknown = 705,
  oid_bpchar = 1042,
  oid_varchar = 1043,
  oid_date = 1082,
  oid_time = 1083,
  oid_timestamp = 1114,
  oid_timestamptz = 1184,
  oid_numeric = 1700,
  oid_uuid = 2950,
  oid_jsonb = 3802,
  /// From here on types are those of the database's user: enumerations, citext, domains.
  first_own_oid = 16384,
};

/// Between the epochs of Unix and of PostgreSQL (2000-01-01), in microseconds and in days.
inline constexpr std::int64_t epoch_microseconds = 946'684'800'000'000;
inline constexpr int epoch_days = 10957;

/// A number in network byte order.
template <class T>
T read_number(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::floating_point<T>) {
    using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    return std::bit_cast<T>(std::byteswap(std::bit_cast<Bits>(value)));
  } else {
    return std::byteswap(value);
  }
}

template <class T>
void append_number(std::string& out, T value) {
  char bytes[sizeof value];
  if constexpr (std::floating_point<T>) {
    using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    const auto swapped = std::byteswap(std::bit_cast<Bits>(value));
    std::memcpy(bytes, &swapped, sizeof swapped);
  } else {
    const auto swapped = std::byteswap(value);
    std::memcpy(bytes, &swapped, sizeof swapped);
  }
  out.append(bytes, sizeof bytes);
}

inline bool is_text(std::uint32_t type) {
  switch (type) {
    case oid_text:
    case oid_varchar:
    case oid_bpchar:
    case oid_name:
    case oid_char:
    case oid_unknown:
    case oid_json:
    case oid_xml:
      return true;
    default:
      return type >= first_own_oid;
  }
}

/// A value of a type other than text as text: digits, "true", "2026-11-22", a UUID, a JSON document. False
/// when the type is unknown.
bool append_as_text(std::string& out, std::uint32_t type, const char* bytes, int size);
/// The digits of a numeric, as PostgreSQL writes them.
void append_numeric(std::string& out, const char* bytes, int size);

}  // namespace anqa::postgres
