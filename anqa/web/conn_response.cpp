#include <stdexcept>

#include "anqa/http/detail/plain_text.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/local_path.hpp"

namespace anqa {
namespace {

void check_header(std::string_view name, std::string_view value) {
  if (!http::detail::is_token(name))
    throw std::invalid_argument("\"" + std::string(name) + "\" is no name for a header");
  if (!http::detail::is_field_value(value)) {
    throw std::invalid_argument("the value of the header " + std::string(name) +
                                " holds a line break or another control character");
  }
}

}  // namespace

int Conn::status() const { return state().response.status; }

Conn&& Conn::put_status(int status) {
  if (status < 100 || status > 999) {
    throw std::invalid_argument(std::to_string(status) + " is no HTTP status: it must be 100 to 999");
  }
  state().response.status = status;
  return std::move(*this);
}

Conn&& Conn::put_resp_header(std::string_view name, std::string_view value) {
  check_header(name, value);
  state().response.headers.set(name, value);
  return std::move(*this);
}

Conn&& Conn::delete_resp_header(std::string_view name) {
  state().response.headers.remove(name);
  return std::move(*this);
}

std::optional<std::string_view> Conn::get_resp_header(std::string_view name) const {
  return state().response.headers.get(name);
}

Conn&& Conn::prepend_resp_header(std::string_view name, std::string_view value) {
  check_header(name, value);
  http::Headers all{{name, value}};
  for (const http::Header header : state().response.headers) all.add(header.name, header.value);
  state().response.headers = std::move(all);
  return std::move(*this);
}

Conn&& Conn::merge_resp_headers(std::initializer_list<http::Header> headers) {
  for (const http::Header header : headers) put_resp_header(header.name, header.value);
  return std::move(*this);
}

Conn&& Conn::put_resp_content_type(std::string_view type, std::string_view charset) {
  std::string value(type);
  if (!charset.empty()) {
    value += "; charset=";
    value += charset;
  }
  return put_resp_header("content-type", value);
}

Conn&& Conn::put_resp_cookie(std::string_view name, std::string_view value, const CookieOptions& options) {
  CookieOptions decided = options;
  decided.secure = options.secure.value_or(state().request.scheme == "https");
  std::string text = write_cookie(name, value, decided);
  for (auto& [known, old] : state().cookies) {
    if (known == name) {
      old = std::move(text);
      return std::move(*this);
    }
  }
  state().cookies.emplace_back(name, std::move(text));
  return std::move(*this);
}

Conn&& Conn::delete_resp_cookie(std::string_view name, CookieOptions options) {
  options.max_age = 0;
  return put_resp_cookie(name, "", options);
}

Conn&& Conn::resp(int status, std::string body) {
  put_status(status);
  state().response.body = std::move(body);
  state().answered = true;
  return std::move(*this);
}

Conn&& Conn::answer_with(std::string_view type, std::string body) {
  detail::ConnState& own = state();
  own.response.headers.set("content-type", type);
  own.response.body = std::move(body);
  own.answered = true;
  return std::move(*this);
}

Conn&& Conn::text(std::string body) { return answer_with("text/plain; charset=utf-8", std::move(body)); }
Conn&& Conn::html(std::string body) { return answer_with("text/html; charset=utf-8", std::move(body)); }
Conn&& Conn::json(const Term& body) { return json_text(json::write(body)); }
Conn&& Conn::json_text(std::string body) {
  return answer_with("application/json; charset=utf-8", std::move(body));
}

Conn&& Conn::redirect(std::string_view path) {
  if (!is_local_path(path)) {
    throw std::invalid_argument(
        "redirect(\"" + std::string(path) +
        "\"): a path of this site starts with one '/'; redirect_external leads elsewhere");
  }
  return redirect_external(path);
}

Conn&& Conn::redirect_external(std::string_view url) {
  put_resp_header("location", url);
  const int status = state().response.status;
  return resp(status >= 300 && status < 400 ? status : 302, "");
}

Conn&& Conn::send_file(int status, std::string_view content_type, http::FileBody file) {
  put_status(status).put_resp_header("content-type", content_type);
  state().response.body = std::move(file);
  state().answered = true;
  return std::move(*this);
}

Conn&& Conn::send_stream(int status, http::StreamBody body) {
  put_status(status);
  state().response.body = std::move(body);
  state().answered = true;
  return std::move(*this);
}

Conn&& Conn::respond(http::Response response) {
  put_status(response.status);
  for (const http::Header header : response.headers) put_resp_header(header.name, header.value);
  state().response.body = std::move(response.body);
  state().answered = true;
  return std::move(*this);
}

bool Conn::answered() const { return state().answered; }
std::string_view Conn::resp_body() const { return state().response.text(); }

}  // namespace anqa
