#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/base/reflect.hpp"

namespace anqa {

namespace detail {

__extension__ using Product = unsigned __int128;

/// Both halves of a product, folded: each bit of it depends on most bits of both factors.
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
inline std::uint64_t eight_bytes(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}
inline std::uint64_t four_bytes(const char* at) {
  std::uint32_t word = 0;
  std::memcpy(&word, at, 4);
  return word;
}

inline constexpr std::uint64_t odd_1 = 0x9E3779B97F4A7C15u;
inline constexpr std::uint64_t odd_2 = 0xD1B54A32D192ED03u;

/// By folded multiplication, the idea of Wang Yi's wyhash: names are short, and a call of the library's hash
/// costs more than all of this. The last bytes are read again rather than byte by byte.
inline std::size_t hash_text(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t sum = odd_1 ^ left;
  for (; left > 16; at += 16, left -= 16) sum = fold(eight_bytes(at) ^ odd_2, eight_bytes(at + 8) ^ sum);
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (left >= 8) {
    first = eight_bytes(at);
    last = eight_bytes(at + left - 8);
  } else if (left >= 4) {
    first = four_bytes(at);
    last = four_bytes(at + left - 4);
  } else if (left > 0) {
    first = static_cast<unsigned char>(at[0]);
    last = std::uint64_t{static_cast<unsigned char>(at[left / 2])} << 8 |
           static_cast<unsigned char>(at[left - 1]);
  }
  return fold(first ^ odd_2, last ^ sum);
}

inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const std::size_t size = a.size();
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= 8) {
    return eight_bytes(a.data()) == eight_bytes(b.data()) &&
           eight_bytes(a.data() + size - 8) == eight_bytes(b.data() + size - 8);
  }
  if (size >= 4) {
    return four_bytes(a.data()) == four_bytes(b.data()) &&
           four_bytes(a.data() + size - 4) == four_bytes(b.data() + size - 4);
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace detail

/// Hashes keys of tables: whatever std::hash knows, pairs, tuples and plain structs of these. Texts of any
/// kind alike, so that a table of strings is searched by string_view.
struct Hash {
  using is_transparent = void;

  template <class T>
  std::size_t operator()(const T& value) const {
    if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      return detail::hash_text(std::string_view(value));
    } else if constexpr (requires { std::hash<T>{}(value); }) {
      return detail::fold(std::hash<T>{}(value) ^ detail::odd_1, detail::odd_2);
    } else if constexpr (requires { std::tuple_size<T>::value; }) {
      return std::apply([](const auto&... parts) { return all(parts...); }, value);
    } else {
      static_assert(std::is_aggregate_v<T>,
                    "this key has no std::hash: specialise it, or use a plain struct, a tuple or a text");
      std::size_t sum = 0;
      for_each_field(value, [&](std::string_view, const auto& field) { sum = join(sum, (*this)(field)); });
      return sum;
    }
  }

 private:
  static std::size_t join(std::size_t sum, std::size_t next) {
    return detail::fold(sum ^ detail::odd_1, next ^ detail::odd_2);
  }
  template <class... Parts>
  static std::size_t all(const Parts&... parts) {
    std::size_t sum = 0;
    ((sum = join(sum, Hash{}(parts))), ...);
    return sum;
  }
};

/// `==`, quickly for short texts.
struct Equal {
  using is_transparent = void;

  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    if constexpr (std::is_convertible_v<const A&, std::string_view> &&
                  std::is_convertible_v<const B&, std::string_view>) {
      return detail::same_text(a, b);
    } else {
      return a == b;
    }
  }
};

}  // namespace anqa
