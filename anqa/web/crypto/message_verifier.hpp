#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace anqa {

/// Signs text that everyone may read and nobody may change, in the format of Plug.Crypto.MessageVerifier:
/// `header.payload.signature`, each part base64url, the signature an HMAC over what stands before it.
struct MessageVerifier {
  /// Signs with HMAC-SHA256.
  static std::string sign(std::string_view payload, std::string_view key);
  /// The payload, if `message` was signed with this key; with HMAC-SHA384 or -SHA512, too.
  static std::optional<std::string> verify(std::string_view message, std::string_view key);
};

}  // namespace anqa
