#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// A plug that sends plain requests to https and tells browsers to come by https only from then on (HSTS, RFC
/// 6797). As the endpoint's `force_ssl` it stands in front of all, where it belongs. Behind a proxy that
/// speaks https to the world the endpoint needs `rewrite_on`, too.
struct ForceSsl {
  /// Whether browsers are told (`strict-transport-security`), for how many seconds, also for all subdomains,
  /// and whether the site wants to stand in the lists that browsers come with.
  bool hsts = true;
  std::int64_t expires = 31'536'000;
  bool subdomains = false;
  bool preload = false;
  /// Where plain requests are sent to: "shop.example" or "shop.example:8443". The request's own host without
  /// its port, unless given. The text must outlive the endpoint.
  std::string_view host = {};
  /// Hosts that are left alone.
  std::array<std::string_view, 4> exclude = {"localhost", "127.0.0.1"};

  /// Redirects with 301, or where the method would be lost with 307, and halts.
  Conn operator()(Conn conn) const;
};

}  // namespace anqa
