#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/web/detail/path_check.hpp"

/// Paths that are checked against the application's routes while it compiles. The application binds them
/// once, beside its routes:
///
///     inline constexpr auto path = anqa::paths<routes>;
///
///     path("/products/{}", product.id)      // "/products/42"
///     path("/products?q={}", "tea & milk")  // "/products?q=tea+%26+milk"
///
/// Each `{}` takes one argument, percent-encoded: an integer, a string, or a type with a `to_param(value)`
/// beside it that returns a string. In the place of a `*glob` slashes stay. A path that no route matches,
/// with too many or too few arguments or with one of another type does not compile, and the error says which
/// and names the nearest route.

namespace anqa {

namespace detail {

template <class T>
concept TextParam = std::convertible_to<const T&, std::string_view>;

template <class T>
concept NumberParam =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept CustomParam = requires(const T& value) {
  { to_param(value) } -> std::convertible_to<std::string_view>;
};

template <class T>
inline constexpr bool is_path_param = TextParam<T> || NumberParam<T> || CustomParam<T>;

/// One argument of a path, as text that lives as long as the call.
class PathArgument {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  PathArgument(std::string_view text) : text_(text) {}
  PathArgument(const std::string& text) : text_(text) {}
  template <NumberParam T>
  PathArgument(T number) {
    if constexpr (std::is_signed_v<T>) {
      set(static_cast<std::int64_t>(number));
    } else {
      set(static_cast<std::uint64_t>(number));
    }
  }
  // NOLINTEND(google-explicit-constructor)
  PathArgument(const PathArgument&) = delete;
  PathArgument& operator=(const PathArgument&) = delete;

  std::string_view text() const { return text_; }

 private:
  void set(std::int64_t number);
  void set(std::uint64_t number);

  std::string_view text_;
  char digits_[24];
};

/// Puts the arguments into the path. Throws std::invalid_argument where that would name another path than the
/// one that was checked: when a segment comes out empty, or as "." or "..", which browsers resolve.
std::string build_path(std::string_view format, std::size_t glob_at,
                       std::initializer_list<PathArgument> arguments);

}  // namespace detail

/// Whether a value can stand in a path.
template <class T>
concept PathParam = detail::is_path_param<T>;

/// A literal that was checked against the routes for arguments of these types, as std::format_string is.
template <const auto& Routes, class... Arguments>
class PathFormat {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal must convert, or path("/") would not work.
  consteval PathFormat(const char (&format)[])
      : format_(format), glob_at_(detail::check_path(Routes.table(), format, sizeof...(Arguments))) {}

  std::string_view format() const { return format_; }
  std::size_t glob_at() const { return glob_at_; }

 private:
  std::string_view format_;
  std::size_t glob_at_;
};

template <const auto& Routes>
struct Paths {
  /// The path with its arguments in place. Throws std::invalid_argument when an argument leaves a segment
  /// empty.
  template <class... Arguments>
  std::string operator()(PathFormat<Routes, std::type_identity_t<Arguments>...> format,
                         const Arguments&... arguments) const {
    constexpr bool all_can_stand_in_a_path = (detail::is_path_param<Arguments> && ...);
    static_assert(
        all_can_stand_in_a_path,
        "path(): an argument is of a type that cannot stand in a path; it takes integers, strings, and types "
        "with a to_param(value) that returns a string");
    if constexpr (all_can_stand_in_a_path) {
      return detail::build_path(format.format(), format.glob_at(), {to_argument(arguments)...});
    }
  }

 private:
  template <class T>
  static decltype(auto) to_argument(const T& value) {
    if constexpr (detail::CustomParam<T>) {
      return to_param(value);
    } else if constexpr (detail::TextParam<T>) {
      return std::string_view(value);
    } else {
      return T(value);
    }
  }
};

/// The paths of an application; `Routes` is its constant.
template <const auto& Routes>
inline constexpr Paths<Routes> paths{};

}  // namespace anqa
