#pragma once

#include <cstdint>
#include <memory>

#include "anqa/http/body_reader.hpp"
#include "anqa/http/internal/connection_settings.hpp"
#include "anqa/http/request.hpp"
#include "anqa/otp/server.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::http::detail {

class Http2Connection;

/// The process of one HTTP/2 stream: calls the handler and says to the connection what it gave.
Task<void> handle_http2_stream(anqa::Server<Http2Connection> connection, std::int32_t stream,
                               std::shared_ptr<const ConnectionSettings> settings, Request request);

/// The rest of the stream's request body.
BodyReader http2_body(anqa::Server<Http2Connection> connection, std::int32_t stream);

}  // namespace anqa::http::detail
