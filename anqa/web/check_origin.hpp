#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace anqa {

namespace http {
struct Request;
}

/// An Origin header, or an entry of a list of them:
/// "https://shop.example:4000", "//*.shop.example".
struct Origin {
  std::string scheme;  ///< in lower case; empty: any
  std::string host;    ///< in lower case, without a port; "[::1]" for an address of IPv6
  std::string port;    ///< empty: the scheme's own, or any where there is no scheme

  static Origin parse(std::string_view text);
  /// The port, or the one that the scheme has by itself; empty where neither is
  /// known.
  std::string_view effective_port() const;
};

/// Pages of which origins may open a socket: a browser sends the visitor's cookies along with any page's
/// WebSocket. A request without an Origin header comes from no page, and is let in.
///
///     .check_origin = true                       // the endpoint's own host: the default
///     .check_origin = {"https://shop.example", "//*.shop.example", "//localhost:4000"}
///     .check_origin = anqa::CheckOrigin::conn()  // what the request itself was sent to
///     .check_origin = [](const anqa::Origin& origin) { return is_customer(origin.host); }
///     .check_origin = false                      // any page of the world
class CheckOrigin {
 public:
  CheckOrigin() = default;
  template <std::same_as<bool> Bool>
  CheckOrigin(Bool check) : kind_(check ? Kind::host : Kind::any) {}  // NOLINT(google-explicit-constructor)
  CheckOrigin(std::initializer_list<std::string_view> allowed);
  CheckOrigin(const std::vector<std::string>& allowed);  // NOLINT(google-explicit-constructor)
  // Invocable, not only convertible: what stands for any type when fields are counted is convertible to all.
  template <class Function>
    requires(std::is_invocable_r_v<bool, Function, const Origin&> &&
             std::convertible_to<Function, bool (*)(const Origin&)>)
  CheckOrigin(Function allows)
      : kind_(Kind::function), function_(allows) {}  // NOLINT(google-explicit-constructor)
  /// Scheme, host and port must be those of the request: for an endpoint behind
  /// many names.
  static CheckOrigin conn();

  /// `host` is the endpoint's own.
  bool allows(std::string_view origin, std::string_view host, const http::Request& request) const;
  /// "true", "false", "{\"https://shop.example\"}": for messages.
  std::string to_string() const;

 private:
  enum class Kind : std::uint8_t { any, host, list, conn, function };
  void add(std::string_view allowed);

  Kind kind_ = Kind::host;
  std::vector<Origin> list_;
  bool (*function_)(const Origin& origin) = nullptr;
};

}  // namespace anqa
