#include "anqa/http/internal/connection_body.hpp"

#include <algorithm>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/date.hpp"
#include "anqa/http/internal/handshake.hpp"

namespace anqa::http::detail {
namespace {

using ParserState = RequestParser::State;

/// When this much waits to be written, pipelined requests wait too.
constexpr std::size_t most_unwritten = 256 * 1024;

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
    if (reading_past_) {
      read_past(bytes);
      continue;
    }
    const ParserState before = parser_->state();
    bytes.remove_prefix(parser_->feed(bytes));
    const ParserState state = parser_->state();
    if (state == ParserState::complete || (state == ParserState::body && streams_body())) {
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

/// Answers the request that the parser holds, which may still miss the end of its body.
Task<void> Connection::answer() {
  std::optional<Request> begun;
  if (parser_->state() != ParserState::complete) {
    begun = parser_->take_request();
    body_ = std::make_shared<Body>(*this);
    begun->more = BodyReader(body_);
  }
  Request& request = begun ? *begun : parser_->request();
  request.peer = peer_;
  request.scheme.assign(tls_info_ ? "https" : "http");
  request.tls = tls_info_;
  target_ = request.target;
  // The handler may move from the request before it says that it is a WebSocket.
  opening_ = request.headers.has("upgrade") ? std::make_unique<Request>(request) : nullptr;
  ++answered_;
  const std::size_t most = settings_->limits.requests_per_connection;
  exchange_ = {request.method, request.minor_version, request.keep_alive && (most == 0 || answered_ < most)};
  clear_deadline();
  phase_ = Phase::handling;
  Answer given = ask_handler(request);
  if (auto* response = std::get_if<Response>(&given)) return respond(std::move(*response));
  auto& task = std::get<Task<Response>>(given);
  if (task) return await_answer(std::move(task));
  log_error("http: the handler of " + std::string(to_string(exchange_.method)) + " " + target_ +
            " gave an empty task");
  return respond(Response::text(500, "Internal Server Error\n"));
}

Answer Connection::ask_handler(Request& request) {
  try {
    return settings_->handler(std::move(request));
  } catch (...) {
    return crashed();
  }
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

Task<void> Connection::respond(Response&& response) {
  if (phase_ == Phase::finished) return {};  // the client went away while the handler read or wrote
  // A body that is streamed may read the request's as it goes, if it kept the reader.
  const bool may_read_on = std::holds_alternative<StreamBody>(response.body) &&
                           parser_->state() == ParserState::body && body_.use_count() > 1;
  if (!may_read_on && !may_leave_unread()) exchange_.keep_alive = false;
  if (settings_->stopping.load(std::memory_order_relaxed)) exchange_.keep_alive = false;
  if (response.is_upgrade() && settings_->stopping.load(std::memory_order_relaxed)) {
    response = Response::text(503, "The server stops.\n");
  } else if (response.is_upgrade()) {
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
  if (auto* stream = std::get_if<StreamBody>(&response.body)) {
    StreamBody body = std::move(*stream);
    // Behind the head it would be taken for a part of the body.
    if (may_read_on && sends_body(response, exchange_)) ask_for_body();
    write_head(out_.tail(), response, unknown_length, exchange_, current_date());
    chunked_ = exchange_.minor_version > 0;
    if (sends_body(response, exchange_) && body) return send_stream(std::move(body));
    if (sends_body(response, exchange_) && chunked_) out_.tail() += "0\r\n\r\n";
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

void Connection::end_request() {
  phase_ = Phase::reading;
  if (body_) std::exchange(body_, nullptr)->close();
  const bool whole = parser_->state() == ParserState::complete;
  if (!exchange_.keep_alive || !may_leave_unread()) {
    close_after_write_ = true;
    peer_may_send_ = !whole;
  } else if (whole) {
    next_request();
  } else {
    reading_past_ = true;
    body_left_ = 0;
    set_deadline(settings_->timeouts.body);
  }
}

void Connection::next_request() {
  parser_->next();
  body_pace_ = 0;
  body_waited_ = {};
  continued_ = false;
  set_deadline(settings_->timeouts.idle);
  if (settings_->stopping.load(std::memory_order_relaxed) && exchange_.keep_alive) close_after_write_ = true;
}

/// Becomes a WebSocket; or gives the response that refuses to.
std::optional<Response> Connection::upgrade(Upgrade& chosen, const Headers& extra) {
  if (std::string wrong = check_response({.status = 200, .headers = extra, .body = {}}); !wrong.empty()) {
    return Response{.status = 200, .headers = extra, .body = {}};  // respond() finds and logs the same
  }
  const std::unique_ptr<Request> opening = std::move(opening_);
  const std::optional<Deflate> deflate =
      chosen.compress && opening ? accept_deflate(opening->headers.get_all("sec-websocket-extensions"))
                                 : std::nullopt;
  auto accepted =
      accept_handshake(opening ? *opening : Request{}, extra, chosen.subprotocol, deflate, current_date());
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
  websocket_ = std::make_unique<WebSocketSession>(settings_->limits, deflate, std::move(chosen.handler));
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
