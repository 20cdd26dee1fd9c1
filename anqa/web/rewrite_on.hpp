#pragma once

#include "anqa/web/fwd.hpp"

namespace anqa {

/// A plug that takes from the headers of a proxy what the connection itself cannot tell: who asked, and for
/// which host. As the endpoint's `rewrite_on` it stands in front of all. Only behind a proxy that sets these
/// headers itself: anybody else's client could say anything.
struct RewriteOn {
  /// Into remote_ip.
  bool x_forwarded_for = false;
  /// Into the host and its port.
  bool x_forwarded_host = false;
  bool x_forwarded_port = false;
  /// Into the scheme: "https".
  bool x_forwarded_proto = false;
  /// How many proxies the request goes through, each adding the address that it was asked from to
  /// x-forwarded-for. What stands in front of these comes from the client, and is not believed.
  int proxies = 1;

  Conn operator()(Conn conn) const;
};

}  // namespace anqa
