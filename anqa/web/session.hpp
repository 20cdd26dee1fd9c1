#pragma once

#include <string>
#include <string_view>

#include "anqa/term/term.hpp"
#include "anqa/web/cookie.hpp"
#include "anqa/web/crypto/session_codec.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa {

/// How the session is kept: as a cookie in the format of Plug's own sessions, so that either reads the
/// other's.
struct SessionOptions {
  /// The cookie's name.
  std::string key = "_anqa_key";
  /// Goes into the signing key together with the endpoint's secret. Another salt makes all sessions invalid.
  /// Signed only, the visitor can read the session and cannot change it.
  std::string signing_salt = "anqa session";
  /// Where given, the visitor cannot read it either.
  std::string encryption_salt = {};
  /// The cookie's attributes. Without max_age it lasts until the browser is closed.
  CookieOptions cookie{.same_site = SameSite::lax};
};

/// Sessions to cookies and back, with keys that are derived once.
class SessionStore {
 public:
  /// Throws std::invalid_argument for a secret of less than 64 bytes or an empty salt.
  SessionStore(const SessionOptions& options, std::string_view secret_key_base);

  const SessionOptions& options() const { return options_; }
  /// The session in a cookie's value: a map with string keys, empty where the cookie was not written with
  /// these keys.
  Term read(std::string_view cookie) const;
  /// The cookie's value for a session. Throws std::length_error beyond the 4096 bytes that browsers keep.
  std::string write(const Term& session) const;

 private:
  SessionOptions options_;
  SessionCodec codec_;
};

/// A plug: reads the session from its cookie, and writes it back when it was changed.
Conn fetch_session(Conn conn);

}  // namespace anqa
