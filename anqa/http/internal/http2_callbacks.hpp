#pragma once

#include <nghttp2/nghttp2.h>

#include "anqa/http/limits.hpp"

namespace anqa::http::detail {

class Http2Connection;

/// A server's session that tells `connection` what it finds.
nghttp2_session* make_http2_session(Http2Connection& connection, const Limits& limits);

/// Where the session gets the bodies of responses: Http2Connection::take_body().
nghttp2_data_provider http2_body_provider();

}  // namespace anqa::http::detail
