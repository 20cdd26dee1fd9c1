#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/term/term.hpp"
#include "anqa/web/crypto/key_generator.hpp"

namespace anqa {

/// Sessions as cookies in the format of Plug.Session.COOKIE: the External Term Format of a map with string
/// keys, signed so that the browser can read but not change it, or also encrypted. Nothing in the cookie ends
/// its life; the cookie's own max-age, and what the application puts into the session, do.
class SessionCodec {
 public:
  struct Keys {
    std::string signing_salt;
    std::string encryption_salt = {};  ///< encrypts, where it is given
    KeyGenerator::Options derivation = {};
    /// An earlier secret_key_base; the one of now, unless given.
    std::string secret_key_base = {};
  };

  /// `secret_key_base`: at least 64 bytes. Cookies written with `rotating` keys are still read. Throws
  /// std::invalid_argument for a short secret or an empty signing salt.
  SessionCodec(std::string_view secret_key_base, const Keys& keys, const std::vector<Keys>& rotating = {});

  /// The longest name and value that browsers must keep (RFC 6265), in bytes.
  static constexpr std::size_t max_cookie_size = 4096;

  /// The cookie's value. Longer than max_cookie_size is for the caller to refuse.
  [[nodiscard]] std::string encode(const Term& session) const;
  /// The session; nil for a cookie that was not written with one of these keys or holds no map.
  [[nodiscard]] Term decode(std::string_view cookie) const;

 private:
  struct Derived {
    bool encrypted;
    std::string key;
    std::string sign_key;  ///< what Plug wrapped the keys of its older encrypted cookies with
  };
  std::vector<Derived> keys_;
};

}  // namespace anqa
