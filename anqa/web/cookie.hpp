#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anqa {

enum class SameSite : std::uint8_t { unset, lax, strict, none };

/// The attributes of a Set-Cookie header, RFC 6265 §4.1.
struct CookieOptions {
  /// Seconds; without it the cookie lasts as long as the browser's session.
  std::optional<std::int64_t> max_age = {};
  std::string domain = {};
  std::string path = "/";
  /// Whether it is sent over https only; unless given, whether the request came over https.
  std::optional<bool> secure = {};
  bool http_only = true;
  SameSite same_site = SameSite::unset;
};

/// The value of a cookie in a Cookie header, "a=1; b=2"; the first of several. A view of `header`.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

/// The text of a Set-Cookie header. Throws std::invalid_argument for a name that is no token, and for a value
/// or an attribute with a control character, a ';' or (the value only) a space, a ',' or a '"': it would be
/// cut there, or start another header.
std::string write_cookie(std::string_view name, std::string_view value, const CookieOptions& options);

}  // namespace anqa
