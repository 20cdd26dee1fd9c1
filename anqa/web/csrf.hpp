#pragma once

#include <array>
#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// A plug for pages with forms, after fetch_session: a request that may change something (not GET, HEAD or
/// OPTIONS) must carry the session's token (Conn::csrf_token) as the `_csrf_token` parameter of its body or
/// as the `x-csrf-token` header; else HttpError 403. A script that a page of another site asks for is
/// refused, too. A route that is public by design comes with skip_csrf_protection in front.
Conn protect_from_forgery(Conn conn);

/// The same with options: `ProtectFromForgery{.allow_hosts = {".shop.example"}}`.
struct ProtectFromForgery {
  /// Hosts whose tokens (Conn::csrf_token_for) are taken besides those for the request's own host. One that
  /// begins with a dot stands for all of its subdomains.
  std::array<std::string_view, 4> allow_hosts = {};
  /// Serves a request without a token with an empty session, which is not written back, instead of refusing
  /// it: for APIs that may be used both with and without a session.
  bool clear_session = false;

  Conn operator()(Conn conn) const;
};

/// Lets this request pass protect_from_forgery, which comes after it.
Conn skip_csrf_protection(Conn conn);

}  // namespace anqa
