#pragma once

#include "anqa/web/fwd.hpp"

namespace anqa {

/// A plug for pages with forms, after fetch_session: a request that may change something (not GET, HEAD or
/// OPTIONS) must carry the session's token (Conn::csrf_token) as the `_csrf_token` parameter or the
/// `x-csrf-token` header; else HttpError 403. A script that a page of another site asks for is refused, too.
Conn protect_from_forgery(Conn conn);

}  // namespace anqa
