#include "anqa/web/conn_test.hpp"

#include <utility>

#include "anqa/web/detail/serve.hpp"

namespace anqa {
namespace {

std::shared_ptr<const detail::EndpointContext> make_context(EndpointConfig config) {
  if (config.secret_key_base.empty()) config.secret_key_base = std::string(64, 's');
  return std::make_shared<const detail::EndpointContext>(std::move(config));
}

}  // namespace

ConnTest::ConnTest(EndpointConfig config) : context_(make_context(std::move(config))) {
  headers_.add("host", context_->config.host);
}

Task<http::Response> ConnTest::get(std::string path) { return request(http::Method::get, std::move(path)); }

Task<http::Response> ConnTest::request(http::Method method, std::string path) {
  http::Request request;
  request.method = method;
  request.target = std::move(path);
  return send(std::move(request));
}

Task<http::Response> ConnTest::post(std::string path, Params params) {
  http::Request request;
  request.method = http::Method::post;
  request.target = std::move(path);
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  request.body = params.encode();
  return send(std::move(request));
}

Task<http::Response> ConnTest::send(http::Request request) {
  for (const http::Header header : headers_) {
    if (!request.headers.has(header.name)) request.headers.add(header.name, header.value);
  }
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    if (!cookies.empty()) cookies += "; ";
    cookies.append(name).append("=").append(value);
  }
  if (!cookies.empty() && !request.headers.has("cookie")) request.headers.add("cookie", cookies);
  http::Response response = co_await detail::serve(context_, std::move(request));
  keep_cookies(response.headers);
  co_return response;
}

ConnTest& ConnTest::put_req_header(std::string_view name, std::string_view value) {
  headers_.set(name, value);
  return *this;
}

ConnTest& ConnTest::put_req_cookie(std::string_view name, std::string_view value) {
  delete_req_cookie(name);
  cookies_.emplace_back(name, value);
  return *this;
}

ConnTest& ConnTest::delete_req_cookie(std::string_view name) {
  std::erase_if(cookies_, [&](const auto& cookie) { return cookie.first == name; });
  return *this;
}

std::string ConnTest::cookie(std::string_view name) const {
  for (const auto& [known, value] : cookies_) {
    if (known == name) return value;
  }
  return {};
}

Term ConnTest::session() const { return context_->sessions.read(cookie(context_->sessions.options().key)); }

ConnTest& ConnTest::put_session(const Term& session) {
  return put_req_cookie(context_->sessions.options().key, context_->sessions.write(session));
}

void ConnTest::keep_cookies(const http::Headers& headers) {
  for (std::string_view cookie : headers.get_all("set-cookie")) {
    const auto equals = cookie.find('=');
    const auto end = cookie.find(';');
    const auto name = cookie.substr(0, equals);
    if (cookie.find("; max-age=0") != std::string_view::npos) {
      delete_req_cookie(name);
    } else {
      put_req_cookie(name, cookie.substr(equals + 1, end - equals - 1));
    }
  }
}

Conn build_conn(http::Request request, EndpointConfig config) {
  return detail::ConnAccess::make(
      detail::make_conn_state(make_context(std::move(config)), std::move(request)));
}

http::Response send_resp(Conn conn) { return detail::finish(conn); }

}  // namespace anqa
