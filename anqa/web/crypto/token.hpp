#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

enum class TokenError : std::uint8_t {
  missing,  ///< there is no token
  invalid,  ///< not signed by us for this use, or signed in the future
  expired,  ///< older than its maximum age
};

/// "missing", "invalid" or "expired".
std::string_view to_string(TokenError error);

/// Signed or encrypted terms that travel through a client and come back, in the format of Phoenix.Token: with
/// the time of signing and a maximum age. `secret` is the endpoint's secret_key_base, `salt` names the use.
struct Token {
  static constexpr std::chrono::seconds forever = std::chrono::seconds::max();

  struct SignOptions {
    std::chrono::seconds max_age = std::chrono::hours(24);
    std::optional<UtcTime> signed_at;  ///< now, unless given
  };
  struct VerifyOptions {
    std::optional<std::chrono::seconds> max_age;  ///< takes the place of the one inside the token
    std::optional<UtcTime> now;                   ///< for tests
  };

  static std::string sign(std::string_view secret, std::string_view salt, const Term& data,
                          SignOptions options);
  static std::string sign(std::string_view secret, std::string_view salt, const Term& data) {
    return sign(secret, salt, data, SignOptions{});
  }
  /// What was signed. An empty token is missing.
  static std::expected<Term, TokenError> verify(std::string_view secret, std::string_view salt,
                                                std::string_view token, VerifyOptions options);
  static std::expected<Term, TokenError> verify(std::string_view secret, std::string_view salt,
                                                std::string_view token) {
    return verify(secret, salt, token, VerifyOptions{});
  }

  /// The same for what the client must not read.
  static std::string encrypt(std::string_view secret, std::string_view salt, const Term& data,
                             SignOptions options);
  static std::string encrypt(std::string_view secret, std::string_view salt, const Term& data) {
    return encrypt(secret, salt, data, SignOptions{});
  }
  static std::expected<Term, TokenError> decrypt(std::string_view secret, std::string_view salt,
                                                 std::string_view token, VerifyOptions options);
  static std::expected<Term, TokenError> decrypt(std::string_view secret, std::string_view salt,
                                                 std::string_view token) {
    return decrypt(secret, salt, token, VerifyOptions{});
  }
};

}  // namespace anqa
