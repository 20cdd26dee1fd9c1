#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "anqa/web/accepts.hpp"
#include "anqa/web/fwd.hpp"
#include "anqa/web/request_logger.hpp"

/// The small plugs that most pipelines have; the others: accepts.hpp, basic_auth.hpp, csrf.hpp, flash.hpp,
/// parsers.hpp, request_logger.hpp, rewrite_on.hpp, session.hpp, ssl.hpp, static_files.hpp.

namespace anqa {

/// Headers that make browsers careful: no sniffing of content types, no framing by other sites, no
/// cross-domain policies, no referrer to less secure places. Those that are there already stay.
Conn put_secure_browser_headers(Conn conn);

/// The same with headers of one's own, which go before those:
/// `PutSecureBrowserHeaders{{{{"content-security-policy", "default-src 'self'"}}}}`.
struct PutSecureBrowserHeaders {
  std::array<std::pair<std::string_view, std::string_view>, 8> extra = {};
  Conn operator()(Conn conn) const;
};

/// Gives the request an id, for the log and for the client: what came as x-request-id, if it has 20 to 200
/// harmless characters, else a new one. Puts it into the response as x-request-id, and into what the process
/// logs as `request_id`.
struct RequestId {
  std::string_view http_header = "x-request-id";
  /// Where given, the id is assigned under that key, too, as a std::string.
  std::string_view assign_as = {};
  /// Empty: the id does not go into the log.
  std::string_view logger_metadata_key = "request_id";

  Conn operator()(Conn conn) const;
};
Conn request_id(Conn conn);

/// Lets a form ask for PUT, PATCH or DELETE: a POST with the body parameter `_method`. HEAD needs no plug:
/// the router answers it as GET, and the server leaves the body out.
Conn method_override(Conn conn);

}  // namespace anqa
