#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/term/term.hpp"
#include "anqa/web/cookie.hpp"
#include "anqa/web/crypto/session_codec.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa {

/// Where sessions are kept when the cookie holds no more than their id. Called by the processes of the
/// connections, on the schedulers: it must not block, and is safe to use from many threads. SessionTable is
/// one; what has to ask a database is better a token in the session and a plug that waits.
class SessionBackend {
 public:
  virtual ~SessionBackend() = default;
  /// The session of an id, a map with string keys; nothing where there is none.
  virtual std::optional<Term> load(const std::string& id) const = 0;
  virtual void save(const std::string& id, const Term& session) const = 0;
  virtual void erase(const std::string& id) const = 0;
};

/// How the session is kept: as a cookie in the format of Plug's own sessions, so that either reads the
/// other's, or in a backend.
struct SessionOptions {
  /// The cookie's name.
  std::string key = "_anqa_key";
  /// Goes into the signing key together with the endpoint's secret. Another salt makes all sessions invalid.
  /// Signed only, the visitor can read the session and cannot change it.
  std::string signing_salt = "anqa session";
  /// Where given, the visitor cannot read it either.
  std::string encryption_salt = {};
  /// How the keys are derived; Plug's key_iterations, key_length and key_digest.
  KeyGenerator::Options keys = {};
  /// Earlier salts, or earlier secrets, whose sessions are still read; they are written with the ones above
  /// as soon as they change. Plug's rotating_options.
  std::vector<SessionCodec::Keys> rotating = {};
  /// Where given, sessions are kept there, and the cookie is a random id: `session_table("sessions")`.
  std::shared_ptr<const SessionBackend> store = nullptr;
  /// The cookie's attributes. Without max_age it lasts until the browser is closed.
  CookieOptions cookie{.same_site = SameSite::lax};
};

/// Sessions to cookies and back, with keys that are derived once.
class SessionStore {
 public:
  /// A session and, where a backend keeps it, its id there.
  struct Stored {
    std::string id;
    Term values = Term::map();
  };

  /// Throws std::invalid_argument for a secret of less than 64 bytes or an empty salt.
  SessionStore(const SessionOptions& options, std::string_view secret_key_base);

  const SessionOptions& options() const { return options_; }
  /// The session of a cookie's value: a map with string keys, empty where the cookie was not written with
  /// these keys. An id that the backend does not know is not taken over.
  Stored load(std::string_view cookie) const;
  Term read(std::string_view cookie) const { return load(cookie).values; }
  /// The cookie's value for a session; one without an id gets a new one. Throws std::length_error beyond the
  /// 4096 bytes that browsers keep.
  std::string save(const Stored& session) const;
  std::string write(const Term& session) const { return save({{}, session}); }
  /// Forgets the session on the server, if that is where it is.
  void erase(const std::string& id) const;

 private:
  SessionOptions options_;
  SessionCodec codec_;
};

/// A plug: reads the session from its cookie, and writes it back when it was changed.
Conn fetch_session(Conn conn);

}  // namespace anqa
