#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/runtime/wire.hpp"

namespace anqa {

/// Bytes that are no text: a hash, an image. A column of the database's own type for them.
struct Bytes {
  std::string data;

  Bytes() = default;
  explicit Bytes(std::string bytes) : data(std::move(bytes)) {}

  operator std::string_view() const { return data; }  // NOLINT(google-explicit-constructor)
  friend bool operator==(const Bytes&, const Bytes&) = default;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

template <>
struct Wire<Bytes> {
  static void put(const Bytes& bytes, WireWriter& writer) {
    writer.size(bytes.data.size());
    writer.bytes(bytes.data.data(), bytes.data.size());
  }
  static void get(Bytes& bytes, WireReader& reader) { bytes.data = reader.text(); }
};

}  // namespace anqa
