#pragma once

#include <string>
#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// What went wrong with a request.
struct RequestFailure {
  int status = 500;
  /// "no route for GET /produkts"; empty for a 5xx, whose message is for the log alone.
  std::string message = {};
};

/// Renders the answer to a failed request: `Conn page(Conn, const RequestFailure&)`. The Conn has the status
/// put and no body. One that throws is replaced by default_error_page.
using ErrorPage = Conn (*)(Conn conn, const RequestFailure& failure);

/// JSON `{"errors":{"detail":"Not Found"}}` where the client accepts JSON and not HTML; else a plain HTML
/// page with the reason phrase and the message.
Conn default_error_page(Conn conn, const RequestFailure& failure);

/// Whether a client with this Accept header wants JSON rather than HTML.
bool prefers_json(std::string_view accept);

}  // namespace anqa
