#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "anqa/web/route.hpp"

/// How a mistake in a route or in a path() becomes a compile error that says what is wrong.
///
/// The checks run in consteval functions. One that finds a mistake calls a function whose name is the
/// sentence and which ends in a call that no constant expression may make; the compiler then prints each
/// function on the way with its arguments:
///
///     note: in call to 'no_route_matches("/produkts/{}")'
///     note: in call to 'the_nearest_route_is<17UL>({"GET /products/:id"}, …)'
///
/// That is what C++23 leaves: a static_assert with a computed text is C++26. Literals are taken as
/// `const char (&)[]` because those are printed as they were written. tests/compile_fail holds each text.

namespace anqa::detail {

/// N characters that the compiler prints as a string: an array larger than its text would be shown as
/// numbers.
template <std::size_t N>
struct Text {
  char text[N + 1]{};
  constexpr explicit Text(const char* source) {
    for (std::size_t i = 0; i < N; ++i) text[i] = source[i];
    text[N] = '\0';  // written, or a text of 8, 16 or 32 characters would be shown as numbers
  }
};

/// "GET /products/:id", assembled.
struct RouteText {
  static constexpr std::size_t limit = 80;
  char text[limit + 1]{};
  std::size_t size = 0;

  constexpr explicit RouteText(const Route& route) {
    if (route.methods.is_any()) {
      add("*");
    } else {
      for (unsigned i = 0; i < Methods::count; ++i) {
        const auto method = static_cast<http::Method>(i);
        if (!route.methods.has(method)) continue;
        if (size > 0) add("|");
        add(http::to_string(method));
      }
    }
    add(" ");
    Segment segment;
    for (PatternCursor cursor(route.pattern); cursor.next(segment);) {
      add("/");
      add(segment.prefix);
      if (segment.kind != SegmentKind::literal) add(segment.kind == SegmentKind::param ? ":" : "*");
      add(segment.text);
    }
    if (route.pattern.segment_count == 0) add("/");
  }

 private:
  constexpr void add(std::string_view more) {
    for (char c : more) {
      if (size < limit) text[size++] = c;
    }
  }
};

/// `tellers<Teller>[n]` is `Teller::tell<n>`, so that a text of any length finds the function for its size.
template <class Teller, class Sizes = std::make_index_sequence<RouteText::limit + 1>>
inline constexpr int tellers = 0;
template <class Teller, std::size_t... N>
inline constexpr std::array<typename Teller::Function, sizeof...(N)>
    tellers<Teller, std::index_sequence<N...>>{&Teller::template tell<N>...};

template <std::size_t N>
constexpr void a_route_that_matches_the_same_paths_is_declared_twice(Text<N>) {
  this_does_not_compile();
}

struct DuplicateTeller {
  using Function = void (*)(const char*);
  template <std::size_t N>
  static constexpr void tell(const char* text) {
    a_route_that_matches_the_same_paths_is_declared_twice(Text<N>(text));
  }
};

}  // namespace anqa::detail
