#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace anqa {

enum class KeyDigest : std::uint8_t { sha256, sha384, sha512 };

/// Derives keys from the application's secret as Plug.Crypto.KeyGenerator does: PBKDF2 with HMAC. Each
/// use has a salt of its own, so that what is signed for one use is worth nothing for another.
struct KeyGenerator {
  struct Options {
    int iterations = 1000;
    std::size_t length = 32;  ///< bytes
    KeyDigest digest = KeyDigest::sha256;
  };

  /// The key for `salt`. Keys are kept after their first use, as deriving one takes about half a millisecond.
  static std::string generate(std::string_view secret, std::string_view salt, Options options);
  static std::string generate(std::string_view secret, std::string_view salt) {
    return generate(secret, salt, Options{});
  }
  /// The same without keeping it: for salts that do not come from the configuration.
  static std::string derive(std::string_view secret, std::string_view salt, Options options);
  static std::string derive(std::string_view secret, std::string_view salt) {
    return derive(secret, salt, Options{});
  }
};

}  // namespace anqa
