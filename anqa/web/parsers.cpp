#include "anqa/web/parsers.hpp"

#include <charconv>
#include <memory>
#include <utility>

#include "anqa/http/headers.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/detail/multipart.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

enum class BodyKind : std::uint8_t { none, form, json, multipart };

BodyKind kind_of(std::string_view type) {
  if (type == "application/x-www-form-urlencoded") return BodyKind::form;
  if (type == "multipart/form-data") return BodyKind::multipart;
  if (type == "application/json" || (type.size() > 5 && type.ends_with("+json"))) return BodyKind::json;
  return BodyKind::none;
}

[[noreturn]] void too_large(std::size_t most) {
  throw HttpError(413, "the body of the request is larger than " + std::to_string(most) + " bytes");
}

/// What the client says that it will send; 0 where it does not.
std::size_t announced_length(const http::Request& request) {
  const std::string_view digits = request.headers.get_or("content-length", "");
  std::size_t length = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), length);
  return length;
}

Params read_json(std::string_view body, const ParserLimits& limits) {
  if (body.empty()) return {};
  auto parsed = json::parse(body, {.max_depth = limits.json_depth, .max_size = limits.length});
  if (!parsed) throw HttpError(400, "the JSON of the request cannot be read: " + parsed.error().message);
  if (parsed->is_map()) return Params(std::move(*parsed));
  return Params{{"_json", std::move(*parsed)}};
}

Params read_form(std::string_view body, const ParserLimits& limits) {
  auto parsed = Params::decode(
      body, {.max_pairs = limits.form_pairs, .max_depth = limits.form_depth, .max_bytes = limits.length});
  if (!parsed) throw HttpError(400, "the form of the request cannot be read: " + parsed.error().message);
  return std::move(*parsed);
}

std::string boundary_of(const Conn& conn) {
  return detail::header_parameter(conn.get_req_header("content-type").value_or(""), "boundary").value_or("");
}

void take(const Conn& conn, detail::MultipartParser& form) {
  form.finish();
  detail::ConnState& state = detail::ConnAccess::state(conn);
  state.uploads = form.take_files();
  state.body_params = form.params();
}

/// What is to be done with the body, once the cheap checks are passed.
BodyKind judge(const Conn& conn) {
  static_cast<void>(conn.query_params());
  using http::Method;
  const Method method = conn.request().method;
  const bool may_have_body =
      method == Method::post || method == Method::put || method == Method::patch || method == Method::delete_;
  const auto content_type = conn.get_req_header("content-type");
  if (!may_have_body) return BodyKind::none;
  const http::Request& request = conn.request();
  const ParserLimits& limits = conn.endpoint().parsers;
  const bool empty = request.body.empty() && !request.more;
  const std::string type = detail::media_type(content_type.value_or(""));
  const BodyKind kind = kind_of(type);
  if (kind == BodyKind::none) {
    if (!empty && !detail::passes(limits.pass, type)) {
      throw HttpError(415, type.empty() ? "a body without a content type is not taken here"
                                        : "a body of type " + type + " is not taken here");
    }
    return kind;
  }
  const std::string_view encoding = conn.get_req_header("content-encoding").value_or("identity");
  if (!http::equal_ignoring_case(encoding, "identity")) {
    throw HttpError(415, "a body that is encoded as " + std::string(encoding) + " is not taken here");
  }
  const std::size_t most =
      kind == BodyKind::multipart ? limits.multipart_length.value_or(limits.length) : limits.length;
  if (std::max(request.body.size(), announced_length(request)) > most) too_large(most);
  return kind;
}

Conn parse_there(Conn conn, BodyKind kind) {
  const ParserLimits& limits = conn.endpoint().parsers;
  detail::ConnState& state = detail::ConnAccess::state(conn);
  if (kind == BodyKind::json) {
    state.body_params = read_json(conn.request().body, limits);
  } else if (kind == BodyKind::form) {
    state.body_params = read_form(conn.request().body, limits);
  } else if (kind == BodyKind::multipart) {
    detail::MultipartParser form(boundary_of(conn), limits);
    form.feed(conn.request().body);
    take(conn, form);
  }
  return conn;
}

/// The next piece; an empty one at the end.
Task<std::string> next_piece(http::BodyReader more) {
  auto piece = co_await more.read();
  if (piece) co_return std::move(*piece);
  throw HttpError(piece.error().status == 0 ? 400 : piece.error().status, piece.error().message);
}

Task<std::string> gather(std::string body, http::BodyReader more, std::size_t length) {
  if (body.size() > length) too_large(length);
  while (more) {
    const std::string piece = co_await next_piece(more);
    if (piece.empty()) break;
    if (body.size() + piece.size() > length) too_large(length);
    body += piece;
  }
  co_return body;
}

Task<Conn> parse_form_as_it_comes(Conn conn) {
  // The disk may be slow, and must not stop a scheduler. The parser is shared with the job, which runs to its
  // end when this process is killed meanwhile.
  const auto form = std::make_shared<detail::MultipartParser>(boundary_of(conn), conn.endpoint().parsers);
  const http::BodyReader more = conn.request().more;
  std::string piece = std::exchange(detail::ConnAccess::state(conn).request.body, {});
  if (piece.empty()) piece = co_await next_piece(more);
  while (!piece.empty()) {
    co_await blocking([form, piece = std::move(piece)] { form->feed(piece); });
    piece = co_await next_piece(more);
  }
  detail::ConnAccess::state(conn).request.more = {};
  take(conn, *form);
  co_return conn;
}

}  // namespace

Conn parse_whole_body(Conn conn) {
  const BodyKind kind = judge(conn);
  return parse_there(std::move(conn), kind);
}

Task<Conn> parse_body(Conn conn) {
  const BodyKind kind = judge(conn);
  const http::BodyReader more = conn.request().more;
  if (kind == BodyKind::none || !more) co_return parse_there(std::move(conn), kind);
  if (kind == BodyKind::multipart) co_return co_await parse_form_as_it_comes(std::move(conn));
  std::string body = std::exchange(detail::ConnAccess::state(conn).request.body, {});
  body = co_await gather(std::move(body), more, conn.endpoint().parsers.length);
  detail::ConnAccess::state(conn).request.body = std::move(body);
  detail::ConnAccess::state(conn).request.more = {};
  co_return parse_there(std::move(conn), kind);
}

Task<std::string> read_body(const http::Request& request, std::size_t length) {
  return gather(request.body, request.more, length);
}

}  // namespace anqa
