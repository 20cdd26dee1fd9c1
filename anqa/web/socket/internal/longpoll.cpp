#include "anqa/web/socket/internal/longpoll.hpp"

#include "anqa/base/log.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/crypto/token.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/socket/internal/longpoll_session.hpp"

namespace anqa::detail {
namespace {

constexpr std::string_view salt = "anqa long poll";
constexpr std::chrono::hours token_age{24 * 14};
/// Frames of one request: the npm client sends up to 100.
constexpr std::size_t most_frames = 1024;

http::Response answer(int status, std::string_view token = {}, const std::vector<std::string>& frames = {}) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("status").value(status);
  if (!token.empty()) {
    writer.key("token").value(token).key("messages").begin_array();
    for (const std::string& frame : frames) writer.value(frame);
    writer.end_array();
  }
  writer.end_object();
  http::Response response = http::Response::json(200, std::move(body));
  response.headers.set("access-control-allow-origin", "*");
  response.headers.set("cache-control", "no-store");
  return response;
}

/// A page of another origin asks whether it may: check_origin has said so.
http::Response preflight(const http::Request& request) {
  http::Response response{.status = 204, .headers = {}, .body = std::string()};
  response.headers.set("access-control-allow-origin", "*");
  response.headers.set("access-control-allow-methods", "GET, POST, OPTIONS");
  response.headers.set("access-control-max-age", "86400");
  const auto wanted = request.headers.get("access-control-request-headers");
  if (wanted) response.headers.set("access-control-allow-headers", *wanted);
  return response;
}

std::vector<std::string> lines_of(std::string_view body) {
  std::vector<std::string> lines;
  while (!body.empty() && lines.size() <= most_frames) {
    const auto end = body.find('\n');
    if (const std::string_view line = body.substr(0, end); !line.empty()) lines.emplace_back(line);
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  return lines;
}

/// Newer clients send it as a header, the others as a parameter.
std::string token_in(const SocketRequest& request) {
  const auto header = request.request().headers.get("x-phoenix-longpoll-token");
  return std::string(header ? *header : request.params().get("token").value_or(""));
}

Task<http::Response> connect(const ChannelTransport* transport, std::shared_ptr<LongPollSessions> sessions,
                             SocketRequest request) {
  auto info = co_await transport->admit(request);
  if (!info) co_return answer(403);
  const Pid session = start<LongPollSession>(LongPollSession::Options{
                                                 .sessions = sessions,
                                                 .handler = transport->open(std::move(*info)),
                                                 .window = transport->options().socket.window,
                                                 .limits = request.endpoint().limits,
                                             })
                          .pid();
  co_return answer(410, sessions->token_of(session, request.endpoint().secret_key_base));
}

Task<http::Response> poll(Pid session, std::string token, std::chrono::milliseconds window) {
  const auto polled =
      co_await try_call(Server<LongPollSession>(session), LongPollSession::Poll{}, window + window / 2);
  if (!polled || polled->gone) co_return answer(410, token);
  co_return answer(polled->frames.empty() ? 204 : 200, token, polled->frames);
}

Task<http::Response> publish(Pid session, SocketRequest request) {
  std::string body = request.request().body;
  http::BodyReader more = request.request().more;
  const std::size_t most = request.endpoint().limits.body_bytes;
  while (more) {
    const auto piece = co_await more.read();
    if (!piece || body.size() + piece->size() > most) co_return answer(piece ? 413 : 400);
    if (piece->empty()) break;
    body += *piece;
  }
  const bool batch = request.request().headers.get_or("content-type", "").starts_with("application/x-ndjson");
  LongPollSession::Publish message{.frames = batch ? lines_of(body) : std::vector{std::move(body)},
                                   .encoded = batch};
  if (message.frames.size() > most_frames) {
    log_warning("long poll: more than " + std::to_string(most_frames) + " messages in one request");
    co_return answer(413);
  }
  const auto taken = co_await try_call(Server<LongPollSession>(session), std::move(message));
  if (!taken) co_return answer(taken.error().kind() == ExitReason::timeout ? 408 : 410);
  co_return answer(*taken ? 200 : 413);
}

}  // namespace

LongPollSessions::LongPollSessions() : id_(random_token(12)) {}

void LongPollSessions::enter(Pid session) {
  const std::lock_guard lock(mutex_);
  open_.insert(session);
}

void LongPollSessions::leave(Pid session) {
  const std::lock_guard lock(mutex_);
  open_.erase(session);
}

void LongPollSessions::drain() {
  const std::lock_guard lock(mutex_);
  for (const Pid session : open_) send(session, LongPollSession::Drain{});
}

std::string LongPollSessions::token_of(Pid session, std::string_view secret) const {
  return Token::sign(secret, salt, Term::tuple({id_, session.index, session.serial}), {.max_age = token_age});
}

Pid LongPollSessions::find(std::string_view token, std::string_view secret) const {
  const auto named = Token::verify(secret, salt, token);
  if (!named || !named->is_tuple() || named->size() != 3 || named->at(0).as_binary() != id_) return {};
  const auto number = [&](std::size_t at) {
    return static_cast<std::uint32_t>(named->at(at).as_integer().value_or(0));
  };
  return {number(1), number(2)};
}

Task<http::Response> serve_longpoll(const ChannelTransport* transport,
                                    std::shared_ptr<LongPollSessions> sessions, SocketRequest request) {
  const http::Method method = request.request().method;
  if (method == http::Method::options) co_return preflight(request.request());
  if (method != http::Method::get && method != http::Method::post)
    throw HttpError(400, "a long poll is a GET or a POST");
  std::string token = token_in(request);
  const Pid session = sessions->find(token, request.endpoint().secret_key_base);
  if (session == Pid{} || !is_alive(session)) {
    // A poll without a session begins one; the client knows by 410 that it is a
    // new one.
    if (method == http::Method::post) co_return answer(410);
    co_return co_await connect(transport, std::move(sessions), std::move(request));
  }
  if (method == http::Method::post) co_return co_await publish(session, std::move(request));
  co_return co_await poll(session, std::move(token), transport->options().socket.window);
}

}  // namespace anqa::detail
