#pragma once

#include <cstdint>
#include <initializer_list>

#include "anqa/http/method.hpp"

namespace anqa {

/// The methods that a route answers.
class Methods {
 public:
  static constexpr unsigned count = static_cast<unsigned>(http::Method::connect) + 1;

  constexpr Methods() = default;
  constexpr Methods(http::Method method) : bits_(bit(method)) {}  // NOLINT(google-explicit-constructor)
  constexpr Methods(std::initializer_list<http::Method> methods) {
    for (const http::Method method : methods) bits_ = static_cast<std::uint16_t>(bits_ | bit(method));
  }
  static constexpr Methods any() {
    Methods all;
    all.bits_ = static_cast<std::uint16_t>((1U << count) - 1);
    return all;
  }

  constexpr bool has(http::Method method) const { return (bits_ & bit(method)) != 0; }
  constexpr bool is_any() const { return bits_ == any().bits_; }
  constexpr bool overlaps(Methods other) const { return (bits_ & other.bits_) != 0; }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const Methods&) const = default;

 private:
  static constexpr std::uint16_t bit(http::Method method) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(method));
  }

  std::uint16_t bits_ = 0;
};

}  // namespace anqa
