#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace anqa {

/// Cross-site request forgery tokens in the form of Plug.CSRFProtection: the session holds 24 characters, and
/// a form sends them masked, differently each time, so that compression of a page gives nothing away
/// (BREACH).
struct CsrfToken {
  static constexpr std::size_t session_size = 24;

  /// What a session keeps under "_csrf_token": 24 random characters.
  static std::string generate();
  /// 56 characters for a form, a meta tag or a header, fresh at each call. `session_token` must be 24
  /// characters long, else std::invalid_argument.
  static std::string mask(std::string_view session_token);
  /// Whether `sent` is a mask of the session's token. False when either is malformed.
  static bool valid(std::string_view session_token, std::string_view sent);

  /// A token for forms on other pages that post to `host` only; `secret` is the endpoint's secret_key_base.
  static std::string for_host(std::string_view session_token, std::string_view host, std::string_view secret);
  static bool valid_for_host(std::string_view session_token, std::string_view sent, std::string_view host,
                             std::string_view secret);
  /// The host that such a token was made for; nothing for any other.
  static std::optional<std::string> host_of(std::string_view session_token, std::string_view sent,
                                            std::string_view secret);
};

}  // namespace anqa
