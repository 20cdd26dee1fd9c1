#include "anqa/http/internal/http2_handler.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/file_pieces.hpp"
#include "anqa/http/internal/http2_connection.hpp"
#include "anqa/http/internal/response_writer.hpp"
#include "anqa/http/internal/websocket_session.hpp"

namespace anqa::http::detail {
namespace {

using Connection2 = anqa::Server<Http2Connection>;

/// The connection has its own clocks, and tells whoever waits when one of them has run out.
constexpr std::chrono::hours for_ever{24 * 365};

Task<bool> write_piece(Connection2 connection, std::int32_t stream, std::string bytes) {
  const auto answer = co_await try_call(connection, Http2Piece{stream, std::move(bytes)}, for_ever);
  co_return answer.value_or(false);
}

Task<result<std::string, BodyError>> read_piece(Connection2 connection, std::int32_t stream) {
  auto answer = co_await try_call(connection, Http2Read{stream}, for_ever);
  if (!answer) co_return std::unexpected(BodyError{0, "the client is gone"});
  co_return std::move(*answer);
}

class Sink final : public BodySink {
 public:
  Sink(Connection2 connection, std::int32_t stream) : connection_(std::move(connection)), stream_(stream) {}
  Task<bool> write(std::string bytes) override { return write_piece(connection_, stream_, std::move(bytes)); }

 private:
  Connection2 connection_;
  std::int32_t stream_;
};

class Source final : public BodySource {
 public:
  Source(Connection2 connection, std::int32_t stream) : connection_(std::move(connection)), stream_(stream) {}
  Task<result<std::string, BodyError>> read() override { return read_piece(connection_, stream_); }

 private:
  Connection2 connection_;
  std::int32_t stream_;
};

/// One request on its way to being answered.
struct Exchanged {
  Connection2 connection;
  std::int32_t stream = 0;
  std::string name;  // "GET /path", for the log
  Method method = Method::get;
};

Response failed(const std::string& line) {
  log_error("http: the handler of " + line);
  return Response::text(500, "Internal Server Error\n");
}

Task<Response> call_handler(std::shared_ptr<const ConnectionSettings> settings, Request request,
                            std::string name) {
  // Not in the catch block: one must not wait there.
  std::string error;
  try {
    Answer given = settings->handler(std::move(request));
    if (auto* response = std::get_if<Response>(&given)) co_return std::move(*response);
    auto& task = std::get<Task<Response>>(given);
    if (task) co_return co_await std::move(task);
    error = "gave an empty task";
  } catch (...) {
    error = "threw " + describe_exception();
  }
  co_return failed(name + " " + error);
}

Task<void> send_stream(Exchanged to, StreamBody body) {
  bool threw = false;
  try {
    if (Task<void> running = body.run(BodyWriter(std::make_shared<Sink>(to.connection, to.stream))))
      co_await std::move(running);
  } catch (...) {
    threw = true;
    log_error("http: the body of " + to.name + " threw " + describe_exception());
  }
  if (threw) {
    send(to.connection, Http2Reset{to.stream, NGHTTP2_INTERNAL_ERROR});
  } else {
    send(to.connection, Http2End{to.stream});
  }
}

Task<void> send_file(Exchanged to, FileBody body) {
  const auto file = co_await open_file(body.path);
  while (body.length > 0) {
    std::string piece = co_await read_file(file, body.offset, std::min(body.length, file_piece));
    if (piece.empty()) {
      log_warning("http: the file " + body.path + " ended " + std::to_string(body.length) + " bytes early");
      co_return send(to.connection, Http2Reset{to.stream, NGHTTP2_INTERNAL_ERROR});
    }
    body.offset += piece.size();
    body.length -= piece.size();
    if (!co_await write_piece(to.connection, to.stream, std::move(piece))) co_return;
  }
  send(to.connection, Http2End{to.stream});
}

}  // namespace

BodyReader http2_body(Connection2 connection, std::int32_t stream) {
  return BodyReader(std::make_shared<Source>(std::move(connection), stream));
}

Task<void> handle_http2_stream(Connection2 connection, std::int32_t stream,
                               std::shared_ptr<const ConnectionSettings> settings, Request request) {
  const Exchanged to{.connection = connection,
                     .stream = stream,
                     .name = std::string(to_string(request.method)) + " " + request.target,
                     .method = request.method};
  Response response = co_await call_handler(settings, std::move(request), to.name);
  if (response.is_upgrade()) {
    // WebSockets come over HTTP/1.1: the client is told to try that.
    co_return send(connection, Http2Reset{stream, NGHTTP2_HTTP_1_1_REQUIRED});
  }
  if (const std::string wrong = check_response(response); !wrong.empty())
    response = failed(to.name + " gave what cannot be sent: " + wrong);
  const bool has_body = sends_body(response, {.method = to.method});
  Http2Head head{.stream = stream,
                 .status = response.status,
                 .headers = std::move(response.headers),
                 .body = {},
                 .length = {},
                 .more = false};
  if (auto* file = std::get_if<FileBody>(&response.body)) {
    head.length = file->length;
    head.more = has_body && file->length > 0;
    const bool more = head.more;
    send(connection, std::move(head));
    if (more) co_await send_file(to, std::move(*file));
  } else if (auto* streamed = std::get_if<StreamBody>(&response.body)) {
    head.more = has_body && *streamed;
    const bool more = head.more;
    send(connection, std::move(head));
    if (more) co_await send_stream(to, std::move(*streamed));
  } else {
    head.length = response.text().size();
    if (has_body) {
      if (auto* own = std::get_if<std::string>(&response.body)) head.body = std::move(*own);
      if (auto* shared = std::get_if<SharedBody>(&response.body)) head.body = std::move(*shared);
    }
    send(connection, std::move(head));
  }
}

}  // namespace anqa::http::detail
