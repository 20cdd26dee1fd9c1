#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/reflect.hpp"

namespace anqa {

/// Hashes keys of tables: whatever std::hash knows, pairs, tuples and plain structs of these. Texts of any
/// kind alike, so that a table of strings is searched by string_view.
struct Hash {
  using is_transparent = void;

  template <class T>
  std::size_t operator()(const T& value) const {
    if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      return std::hash<std::string_view>{}(std::string_view(value));
    } else if constexpr (requires { std::hash<T>{}(value); }) {
      return std::hash<T>{}(value);
    } else if constexpr (requires { std::tuple_size<T>::value; }) {
      return std::apply([this](const auto&... parts) { return all(parts...); }, value);
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
    return (sum ^ next) * 0x9E3779B97F4A7C15u + (sum >> 29);
  }
  template <class... Parts>
  std::size_t all(const Parts&... parts) const {
    std::size_t sum = 0;
    ((sum = join(sum, (*this)(parts))), ...);
    return sum;
  }
};

}  // namespace anqa
