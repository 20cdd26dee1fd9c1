#pragma once

#include <string_view>

#include "anqa/web/fwd.hpp"

/// The small plugs that most pipelines have; the others: session.hpp, csrf.hpp, parsers.hpp,
/// static_files.hpp.

namespace anqa {

/// Headers that make browsers careful: no sniffing of content types, no framing by other sites, no
/// cross-domain policies, no referrer to less secure places. Those that are there already stay.
Conn put_secure_browser_headers(Conn conn);

/// Gives the request an id, for the log and for the client: what came as x-request-id, if it has 20 to 200
/// harmless characters, else a new one. Puts it into the response as x-request-id.
Conn request_id(Conn conn);

/// Logs each request when its response leaves: "GET /products 200 in 1.2 ms".
Conn request_logger(Conn conn);

/// Lets a form ask for PUT, PATCH or DELETE: a POST with the body parameter `_method`.
Conn method_override(Conn conn);

/// Refuses, with 406, a client that accepts neither HTML nor anything. For pages.
Conn accepts_html(Conn conn);
/// Refuses, with 406, a client that accepts neither JSON nor anything. For APIs.
Conn accepts_json(Conn conn);

/// Whether an Accept header admits a type such as "text/html"; an empty one admits all. Quality values are
/// ignored but for 0.
bool accepts(std::string_view accept_header, std::string_view type);

}  // namespace anqa
