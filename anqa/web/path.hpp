#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/term/params.hpp"
#include "anqa/web/detail/path_check.hpp"

/// Paths that are checked against the application's routes while it compiles. The application binds them
/// once, beside its routes:
///
///     inline constexpr auto path = anqa::paths<routes>;
///
///     path("/products/{}", product.id)      // "/products/42"
///     path("/products?q={}", "tea & milk")  // "/products?q=tea+%26+milk"
///     path("/products?{}", Params{{"q", "tea"}, {"page", 2}})  // "/products?page=2&q=tea"
///
/// Each `{}` takes one argument, percent-encoded: an integer, a string, or a type with a `to_param(value)`
/// beside it that returns a string; in the query also a bool or a floating-point number, and Params as a
/// whole query. In the place of a `*glob` slashes stay. A path that no route matches, with too many or too
/// few arguments or with one of another type does not compile, and the error says which and names the nearest
/// route.
///
/// `anqa::urls<routes>` does the same for whole addresses: `url(conn, "/products/{}", product.id)`.

namespace anqa {

struct EndpointConfig;

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

template <class T>
concept ValueParam = std::same_as<T, bool> || std::floating_point<T>;

template <class T>
inline constexpr bool is_path_argument = is_path_param<T> || ValueParam<T> || std::same_as<T, Params>;

template <class T>
inline constexpr ArgumentKind argument_kind = std::same_as<T, Params> ? ArgumentKind::params
                                              : ValueParam<T>         ? ArgumentKind::value
                                                                      : ArgumentKind::text;

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
  PathArgument(bool value) : text_(value ? "true" : "false") {}
  PathArgument(double value) { set(value); }
  PathArgument(const Params& params) : params_(&params) {}
  // NOLINTEND(google-explicit-constructor)
  PathArgument(const PathArgument&) = delete;
  PathArgument& operator=(const PathArgument&) = delete;

  std::string_view text() const { return text_; }
  /// For a whole query; else null.
  const Params* params() const { return params_; }

 private:
  void set(std::int64_t number);
  void set(std::uint64_t number);
  void set(double number);

  std::string_view text_;
  const Params* params_ = nullptr;
  char digits_[32];
};

/// Puts the arguments into the path. Throws std::invalid_argument where that would name another path than the
/// one that was checked: when an argument of a segment is empty, or a segment comes out as "." or "..", which
/// browsers resolve.
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
      : format_(format), glob_at_(detail::check_path(Routes.table(), format, kinds, sizeof...(Arguments))) {}

  std::string_view format() const { return format_; }
  std::size_t glob_at() const { return glob_at_; }

 private:
  static constexpr detail::ArgumentKind kinds[sizeof...(Arguments) + 1]{detail::argument_kind<Arguments>...};

  std::string_view format_;
  std::size_t glob_at_;
};

namespace detail {

template <class T>
decltype(auto) to_argument(const T& value) {
  if constexpr (CustomParam<T>) {
    return to_param(value);
  } else if constexpr (TextParam<T>) {
    return std::string_view(value);
  } else if constexpr (std::same_as<T, Params>) {
    return (value);
  } else if constexpr (std::floating_point<T>) {
    return static_cast<double>(value);
  } else {
    return T(value);
  }
}

template <class Format, class... Arguments>
std::string fill_path(const Format& format, const Arguments&... arguments) {
  constexpr bool all_can_stand_in_a_path = (is_path_argument<Arguments> && ...);
  static_assert(
      all_can_stand_in_a_path,
      "path(): an argument is of a type that cannot stand in a path; it takes integers, strings, and types "
      "with a to_param(value) that returns a string; in the query also bool, floating point and Params");
  if constexpr (all_can_stand_in_a_path) {
    return build_path(format.format(), format.glob_at(), {to_argument(arguments)...});
  } else {
    return {};
  }
}

/// "https://shop.example" before a path, and the path behind it that the application is at, if any.
std::string base_url(const Conn& conn);
std::string base_url(const EndpointConfig& config);

}  // namespace detail

template <const auto& Routes>
struct Paths {
  /// The path with its arguments in place. Throws std::invalid_argument when an argument leaves a segment
  /// empty.
  template <class... Arguments>
  std::string operator()(PathFormat<Routes, std::type_identity_t<Arguments>...> format,
                         const Arguments&... arguments) const {
    return detail::fill_path(format, arguments...);
  }
};

template <const auto& Routes>
struct Urls {
  /// The same as a whole URL, `url(conn, "/products/{}", id)`, on the host that the endpoint's `url` names,
  /// or that put_router_url gave this request. With an EndpointConfig in the place of the Conn where there is
  /// no request.
  template <class From, class... Arguments>
  std::string operator()(const From& from, PathFormat<Routes, std::type_identity_t<Arguments>...> format,
                         const Arguments&... arguments) const {
    return detail::base_url(from) + detail::fill_path(format, arguments...);
  }
};

/// The paths of an application; `Routes` is its constant.
template <const auto& Routes>
inline constexpr Paths<Routes> paths{};
template <const auto& Routes>
inline constexpr Urls<Routes> urls{};

}  // namespace anqa
