#pragma once

#include <cstddef>
#include <string_view>

namespace anqa {

/// A string literal as a template argument: `Event<"inc">`, `Schema<"users">`. Its size is known to the
/// compiler and two equal texts name the same type. May hold any bytes, zero bytes too.
template <std::size_t N>
struct FixedString {
  /// The text and its closing zero. Public because a template argument must be a structural type.
  char data[N + 1]{};

  constexpr FixedString() = default;

  // NOLINTNEXTLINE(google-explicit-constructor): a literal must convert, or `Event<"inc">` would not work.
  consteval FixedString(const char (&text)[N + 1]) {
    for (std::size_t i = 0; i < N; ++i) data[i] = text[i];
  }

  constexpr std::string_view view() const { return {data, N}; }
  constexpr const char* c_str() const { return data; }
  static constexpr std::size_t size() { return N; }

  template <std::size_t M>
  friend constexpr bool operator==(const FixedString& a, const FixedString<M>& b) {
    return a.view() == b.view();
  }
};

template <std::size_t N>
FixedString(const char (&)[N]) -> FixedString<N - 1>;

/// Joins texts while compiling: `fixed_concat(FixedString("phx-"), FixedString("click"))`.
template <std::size_t... Sizes>
consteval auto fixed_concat(const FixedString<Sizes>&... parts) {
  FixedString<(Sizes + ... + 0)> joined;
  std::size_t at = 0;
  auto append = [&](std::string_view part) {
    for (char c : part) joined.data[at++] = c;
  };
  (append(parts.view()), ...);
  return joined;
}

}  // namespace anqa
