#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anqa {

/// Derives keys from the application's secret as Plug.Crypto.KeyGenerator does: PBKDF2 with HMAC-SHA256. Each
/// use has a salt of its own, so that what is signed for one use is worth nothing for another.
struct KeyGenerator {
  struct Options {
    int iterations = 1000;
    std::size_t length = 32;  ///< bytes
  };

  /// The key for `salt`. Keys are kept after their first use, as deriving one takes about half a millisecond.
  static std::string generate(std::string_view secret, std::string_view salt, Options options);
  static std::string generate(std::string_view secret, std::string_view salt) {
    return generate(secret, salt, Options{});
  }
};

}  // namespace anqa
