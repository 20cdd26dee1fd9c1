#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

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

}  // namespace anqa
