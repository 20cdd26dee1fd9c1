#include "anqa/http/internal/connection.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/date.hpp"
#include "anqa/http/internal/handshake.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa::http::detail {
namespace {

using ParserState = RequestParser::State;

/// A file is read in pieces of this size, one in memory at a time.
constexpr std::uint64_t file_piece = 256 * 1024;
/// When this much waits to be written, pipelined requests wait too.
constexpr std::size_t most_unwritten = 256 * 1024;

/// Owns a descriptor; shared with the blocking reads, which may outlive a killed connection.
struct OpenFile {
  explicit OpenFile(int descriptor) : fd(descriptor) {}
  ~OpenFile() {
    if (fd >= 0) ::close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd;
};

/// Up to `size` bytes of the file from `offset`; less at its end, nothing on an error.
std::string read_piece(int fd, std::uint64_t offset, std::uint64_t size) {
  std::string piece(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < piece.size()) {
    const ssize_t got =
        ::pread(fd, piece.data() + filled, piece.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  piece.resize(filled);
  return piece;
}

}  // namespace

/// Goes on with `waiting` if there is something to wait for; else all is done.
Task<void> Connection::work(Task<void> waiting) {
  if (waiting) return go_on(std::move(waiting));
  settle();
  return {};
}

Task<void> Connection::go_on(Task<void> waiting) {
  while (waiting) {
    flush();                                   // earlier responses do not wait for this one
    if (phase_ == Phase::finished) co_return;  // the client did not stay for them, let alone for this one
    co_await std::move(waiting);
    waiting = proceed_with_unread();
  }
  settle();
}

Task<void> Connection::proceed_with_unread() {
  const std::string bytes = std::exchange(unread_, {});
  return proceed(bytes);
}

/// Reads requests out of `bytes` and answers them, until one has to wait or more bytes are needed. What is
/// left of them is in unread_ when it returns.
Task<void> Connection::proceed(std::string_view bytes) {
  Task<void> waiting;
  std::size_t in_a_row = 0;
  while (phase_ == Phase::reading && !bytes.empty() && !close_after_write_ && out_.size() < most_unwritten) {
    if (in_a_row == settings_->limits.pipelined_requests) {
      proceeding_ = true;
      send(self(), Proceed{});
      break;
    }
    const ParserState before = parser_->state();
    bytes.remove_prefix(parser_->feed(bytes));
    const ParserState state = parser_->state();
    if (state == ParserState::complete) {
      ++in_a_row;
      waiting = answer();
      if (waiting) break;
    } else if (state == ParserState::failed) {
      refuse(parser_->error().status, parser_->error().message);
    } else if (state == ParserState::body && before != state) {
      if (parser_->expects_continue() && bytes.empty()) out_.tail() += "HTTP/1.1 100 Continue\r\n\r\n";
      set_deadline(settings_->timeouts.body);
    } else if (state == ParserState::head && before != state) {
      set_deadline(settings_->timeouts.header);
    }
  }
  if (phase_ == Phase::websocket) {
    receive_frames(bytes);
  } else {
    unread_ = bytes;
  }
  return waiting;
}

/// Answers the request that the parser holds.
Task<void> Connection::answer() {
  Request& request = parser_->request();
  request.peer = peer_;
  target_ = request.target;
  // The handler may move from the request before it says that it is a WebSocket.
  opening_ = request.headers.has("upgrade") ? std::make_unique<Request>(request) : nullptr;
  ++answered_;
  const std::size_t most = settings_->limits.requests_per_connection;
  exchange_ = {request.method, request.minor_version, request.keep_alive && (most == 0 || answered_ < most)};
  clear_deadline();
  phase_ = Phase::handling;
  std::optional<Answer> given;
  try {
    given = settings_->handler(std::move(request));
  } catch (...) {
    given = crashed();
  }
  if (auto* response = std::get_if<Response>(&*given)) return respond(std::move(*response));
  auto& task = std::get<Task<Response>>(*given);
  if (task) return await_answer(std::move(task));
  log_error("http: the handler of " + std::string(to_string(exchange_.method)) + " " + target_ +
            " gave an empty task");
  return respond(Response::text(500, "Internal Server Error\n"));
}

Task<void> Connection::await_answer(Task<Response> task) {
  std::optional<Response> response;
  try {
    response = co_await std::move(task);
  } catch (...) {
    response = crashed();
  }
  Task<void> waiting = respond(std::move(*response));
  if (waiting) co_await std::move(waiting);
}

/// The 500 for the exception being handled.
Response Connection::crashed() {
  log_error("http: the handler of " + std::string(to_string(exchange_.method)) + " " + target_ + " threw " +
            describe_exception());
  return Response::text(500, "Internal Server Error\n");
}

Task<void> Connection::respond(Response response) {
  if (settings_->stopping.load(std::memory_order_relaxed)) exchange_.keep_alive = false;
  if (response.is_upgrade()) {
    std::optional<Response> refusal = upgrade(std::get<Upgrade>(response.body), response.headers);
    if (!refusal) return {};
    response = std::move(*refusal);
  }
  if (const std::string wrong = check_response(response); !wrong.empty()) {
    log_error("http: the handler of " + std::string(to_string(exchange_.method)) + " " + target_ +
              " gave what cannot be sent: " + wrong);
    response = Response::text(500, "Internal Server Error\n");
  }
  if (auto* file = std::get_if<FileBody>(&response.body)) {
    const FileBody body = std::move(*file);
    write_head(out_.tail(), response, body.length, exchange_, current_date());
    if (sends_body(response, exchange_) && body.length > 0) return send_file(body);
    end_request();
    return {};
  }
  write_head(out_.tail(), response, response.text().size(), exchange_, current_date());
  if (sends_body(response, exchange_)) {
    if (auto* own = std::get_if<std::string>(&response.body)) out_.append(std::move(*own));
    if (auto* shared = std::get_if<SharedBody>(&response.body)) out_.append(std::move(*shared));
  }
  end_request();
  return {};
}

Task<void> Connection::send_file(FileBody body) {
  const auto file = std::make_shared<const OpenFile>(
      co_await blocking([path = body.path] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
  while (body.length > 0) {
    std::string piece =
        co_await blocking([file, offset = body.offset, size = std::min(body.length, file_piece)] {
          return file->fd < 0 ? std::string() : read_piece(file->fd, offset, size);
        });
    if (piece.empty()) {
      // The head has promised more: all that is left is to let the client notice.
      log("the file " + body.path + " ended " + std::to_string(body.length) + " bytes early");
      finish();
      co_return;
    }
    body.offset += piece.size();
    body.length -= piece.size();
    out_.append(std::move(piece));
    while (!flush()) {
      if (phase_ == Phase::finished) co_return;  // the client is gone, and the stream with it
      if (co_await stream_.writable(settings_->timeouts.write)) continue;
      log("the client took too long to read a response");
      finish();
      co_return;
    }
  }
  end_request();
}

void Connection::end_request() {
  phase_ = Phase::reading;
  parser_->next();
  if (exchange_.keep_alive) {
    set_deadline(settings_->timeouts.idle);
  } else {
    close_after_write_ = true;
  }
}

/// Becomes a WebSocket; or gives the response that refuses to.
std::optional<Response> Connection::upgrade(Upgrade& chosen, const Headers& extra) {
  if (std::string wrong = check_response({.status = 200, .headers = extra, .body = {}}); !wrong.empty()) {
    return Response{.status = 200, .headers = extra, .body = {}};  // respond() finds and logs the same
  }
  const std::unique_ptr<Request> opening = std::move(opening_);
  auto accepted = accept_handshake(opening ? *opening : Request{}, extra, chosen.subprotocol, current_date());
  if (!accepted) {
    log("a WebSocket was refused with " + std::to_string(accepted.error().status) + ", " +
        std::string(accepted.error().text()));
    return std::move(accepted.error());
  }
  if (!chosen.handler) {
    log_error("http: the handler of GET " + target_ + " gave an upgrade without a WebSocketHandler");
    return Response::text(500, "Internal Server Error\n");
  }
  out_.append(std::move(*accepted));
  phase_ = Phase::websocket;
  parser_.reset();
  websocket_ = std::make_unique<WebSocketSession>(settings_->limits, std::move(chosen.handler));
  websocket_->open(out_.tail());
  set_deadline(settings_->timeouts.websocket_idle);
  return std::nullopt;
}

/// Answers a request that cannot be understood; the connection ends with it, as its next request could begin
/// anywhere.
void Connection::refuse(int status, const std::string& why) {
  log(std::to_string(status) + ", " + why);
  exchange_ = {Method::get, 1, false};
  const Response response = Response::text(status, why + "\n");
  write_head(out_.tail(), response, response.text().size(), exchange_, current_date());
  out_.tail() += response.text();
  close_after_write_ = true;
  peer_may_send_ = true;
}

}  // namespace anqa::http::detail
