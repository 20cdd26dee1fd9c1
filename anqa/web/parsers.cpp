#include "anqa/web/parsers.hpp"

#include <string>
#include <string_view>

#include "anqa/http/headers.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

/// "application/json" of "application/json; charset=utf-8".
std::string_view media_type(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  while (type.starts_with(' ') || type.starts_with('\t')) type.remove_prefix(1);
  return type;
}

bool is_json(std::string_view type) {
  return http::equal_ignoring_case(type, "application/json") ||
         (type.size() > 5 && http::equal_ignoring_case(type.substr(type.size() - 5), "+json"));
}

Params read_json(std::string_view body, const ParserLimits& limits) {
  if (body.empty()) return {};
  auto parsed = json::parse(body, {.max_depth = limits.json_depth, .max_size = limits.length});
  if (!parsed) throw HttpError(400, "the JSON of the request cannot be read: " + parsed.error().message);
  if (parsed->is_map()) return Params(std::move(*parsed));
  return Params{{"_json", std::move(*parsed)}};
}

Params read_form(std::string_view body, const ParserLimits& limits) {
  auto parsed = Params::decode(body, {.max_bytes = limits.length});
  if (!parsed) throw HttpError(400, "the form of the request cannot be read: " + parsed.error().message);
  return std::move(*parsed);
}

}  // namespace

Conn parse_body(Conn conn, const ParserLimits& limits) {
  static_cast<void>(conn.query_params());
  const std::string_view body = conn.request().body;
  const auto content_type = conn.get_req_header("content-type");
  if (body.size() > limits.length) {
    throw HttpError(413,
                    "the body of the request is larger than " + std::to_string(limits.length) + " bytes");
  }
  if (!content_type) return conn;
  const auto type = media_type(*content_type);
  detail::ConnState& state = detail::ConnAccess::state(conn);
  if (is_json(type)) {
    state.body_params = read_json(body, limits);
  } else if (http::equal_ignoring_case(type, "application/x-www-form-urlencoded")) {
    state.body_params = read_form(body, limits);
  } else if (limits.refuse_other_types && !body.empty()) {
    throw HttpError(415, "a body of type " + std::string(type) + " is not taken here");
  }
  return conn;
}

}  // namespace anqa
