#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "anqa/base/fixed_string.hpp"

/// What a route or a whole scope may be told beside its path:
///
///     anqa::get("/health", health, anqa::log_at(anqa::LogLevel::off)),
///     anqa::scope("/admin", anqa::host<"admin.">(), anqa::assign<"section", "admin">(), browser, …)

namespace anqa {

enum class LogLevel : std::uint8_t;  // anqa/base/log.hpp

/// The hosts that a scope is for: a whole host, "shop.example", or one that ends in a dot for all that begin
/// with it, "api.".
struct HostSet {
  const std::string_view* names = nullptr;
  std::size_t size = 0;
};

/// A text that a route carries.
struct RouteDatum {
  enum class Kind : std::uint8_t { metadata, assign, put_private };
  Kind kind;
  std::string_view key;
  std::string_view value;
};

/// How a route's requests are logged.
struct RouteLog {
  bool as_usual = true;
  LogLevel level{};
};

/// One thing that a route is told; made by the functions below.
struct RouteOption {
  const RouteDatum* datum = nullptr;
  const HostSet* hosts = nullptr;
  RouteLog log = {};
};

namespace detail {

template <FixedString... Names>
struct Hosts {
  template <FixedString Name>
  static constexpr auto text = Name;
  static constexpr std::array<std::string_view, sizeof...(Names)> names{text<Names>.view()...};
  static constexpr HostSet set{names.data(), names.size()};
};

template <RouteDatum::Kind Kind, FixedString Key, FixedString Value>
struct Datum {
  static constexpr auto key = Key;
  static constexpr auto value = Value;
  static constexpr RouteDatum datum{Kind, key.view(), value.view()};
};

}  // namespace detail

/// Only requests for these hosts: `host<"api.">()`, `host<"shop.example", "www.shop.example">()`. Routes for
/// a host go before those for all, whatever the order of their declaration. path() does not look at hosts.
template <FixedString... Names>
consteval RouteOption host() {
  static_assert(sizeof...(Names) > 0, "host<…>() names at least one host");
  return {.hosts = &detail::Hosts<Names...>::set};
}

/// A text about the route for whoever looks at it; see route_info.hpp.
template <FixedString Key, FixedString Value>
consteval RouteOption metadata() {
  return {.datum = &detail::Datum<RouteDatum::Kind::metadata, Key, Value>::datum};
}
/// `conn.assigned<std::string_view>("section")` for those behind the route.
template <FixedString Key, FixedString Value>
consteval RouteOption assign() {
  return {.datum = &detail::Datum<RouteDatum::Kind::assign, Key, Value>::datum};
}
/// `conn.get_private<std::string_view>("key")` for those behind the route.
template <FixedString Key, FixedString Value>
consteval RouteOption put_private() {
  return {.datum = &detail::Datum<RouteDatum::Kind::put_private, Key, Value>::datum};
}

/// The level at which the route's requests are logged; LogLevel::off: not at all.
consteval RouteOption log_at(LogLevel level) { return {.log = {.as_usual = false, .level = level}}; }

}  // namespace anqa
