#pragma once

#include <string_view>

namespace anqa {

/// The name of a type as the compiler spells it, with its namespaces: "shop::RateLimiter::Check".
template <class T>
constexpr std::string_view type_name() {
  std::string_view pretty = __PRETTY_FUNCTION__;  // "... type_name() [T = shop::RateLimiter]"
  constexpr std::string_view marker = "[T = ";
  auto begin = pretty.find(marker);
  if (begin == std::string_view::npos) return pretty;
  begin += marker.size();
  return pretty.substr(begin, pretty.rfind(']') - begin);
}

}  // namespace anqa
