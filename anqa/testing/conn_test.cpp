#include "anqa/testing/conn_test.hpp"

#include <stdexcept>
#include <utility>

#include "anqa/term/json.hpp"
#include "anqa/web/detail/serve.hpp"
#include "anqa/web/path_info.hpp"

namespace anqa {

namespace detail {

struct TestResponseAccess {
  static TestResponse make(http::Response response, Conn conn, std::exception_ptr error) {
    TestResponse result(std::move(response), std::move(conn));
    result.error_ = std::move(error);
    return result;
  }
  static std::vector<std::string>& chunks(TestResponse& response) { return response.chunks_; }
};

}  // namespace detail

namespace {

std::shared_ptr<const detail::EndpointContext> make_context(EndpointConfig config) {
  if (config.secret_key_base.empty()) config.secret_key_base = std::string(64, 's');
  return std::make_shared<const detail::EndpointContext>(std::move(config));
}

bool goes_into_the_query(http::Method method) {
  return method == http::Method::get || method == http::Method::head || method == http::Method::delete_;
}

/// Keeps what a streamed body writes.
class Collected final : public http::BodySink {
 public:
  Task<bool> write(std::string bytes) override {
    if (!bytes.empty()) pieces.push_back(std::move(bytes));
    co_return true;
  }
  std::vector<std::string> pieces;
};

}  // namespace

ConnTest::ConnTest(EndpointConfig config) : context_(make_context(std::move(config))) {
  headers_.add("host", context_->config.host);
  peer_.ip = "127.0.0.1";
}

Task<TestResponse> ConnTest::get(std::string path, Params params) {
  return dispatch(http::Method::get, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::head(std::string path, Params params) {
  return dispatch(http::Method::head, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::post(std::string path, Params params) {
  return dispatch(http::Method::post, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::put(std::string path, Params params) {
  return dispatch(http::Method::put, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::patch(std::string path, Params params) {
  return dispatch(http::Method::patch, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::delete_(std::string path, Params params) {
  return dispatch(http::Method::delete_, std::move(path), std::move(params));
}
Task<TestResponse> ConnTest::options(std::string path) {
  return dispatch(http::Method::options, std::move(path));
}

Task<TestResponse> ConnTest::dispatch(http::Method method, std::string path, Params params) {
  if (params.empty()) return dispatch(method, std::move(path), {}, {});
  if (goes_into_the_query(method)) {
    path += path.find('?') == std::string::npos ? '?' : '&';
    path += params.encode();
    return dispatch(method, std::move(path), {}, {});
  }
  return dispatch(method, std::move(path), params.encode(), "application/x-www-form-urlencoded");
}

Task<TestResponse> ConnTest::dispatch_json(http::Method method, std::string path, Term body) {
  return dispatch(method, std::move(path), json::write(body), "application/json");
}

Task<TestResponse> ConnTest::dispatch(http::Method method, std::string path, std::string body,
                                      std::string content_type) {
  http::Request request;
  request.method = method;
  request.target = std::move(path);
  request.body = std::move(body);
  if (!content_type.empty()) request.headers.add("content-type", content_type);
  return send(std::move(request));
}

Task<TestResponse> ConnTest::send(http::Request request) { return run(prepare(std::move(request))); }

Task<TestResponse> ConnTest::bypass(http::Method method, std::string path,
                                    std::vector<detail::PipelineRef> pipelines) {
  http::Request request;
  request.method = method;
  request.target = std::move(path);
  const auto state = prepare(std::move(request));
  state->instead_of_the_route = &pipelines;
  TestResponse response = co_await run(state);
  state->instead_of_the_route = nullptr;
  co_return response;
}

std::shared_ptr<detail::ConnState> ConnTest::prepare(http::Request request) const {
  for (const http::Header header : headers_) {
    if (!request.headers.has(header.name)) request.headers.add(header.name, header.value);
  }
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    if (!cookies.empty()) cookies += "; ";
    cookies.append(name).append("=").append(value);
  }
  if (!cookies.empty() && !request.headers.has("cookie")) request.headers.add("cookie", cookies);
  if (request.peer.ip.empty()) request.peer = peer_;
  request.major_version = major_version_;
  request.minor_version = minor_version_;
  return detail::make_conn_state(context_, std::move(request));
}

Task<TestResponse> ConnTest::run(std::shared_ptr<detail::ConnState> state) {
  http::Answer answer = detail::serve(state);
  auto* waiting = std::get_if<Task<http::Response>>(&answer);
  http::Response response =
      waiting != nullptr ? co_await std::move(*waiting) : std::get<http::Response>(std::move(answer));
  keep_cookies(response.headers);
  auto result =
      detail::TestResponseAccess::make(std::move(response), detail::ConnAccess::make(state), state->error);
  auto& chunks = detail::TestResponseAccess::chunks(result);
  if (auto* stream = std::get_if<http::StreamBody>(&result.body)) {
    const auto collected = std::make_shared<Collected>();
    co_await stream->run(http::BodyWriter(collected));
    std::string whole;
    for (const std::string& piece : collected->pieces) whole += piece;
    chunks = std::move(collected->pieces);
    result.body = std::move(whole);
  } else if (!result.text().empty()) {
    chunks.emplace_back(result.text());
  }
  co_return result;
}

ConnTest& ConnTest::put_req_header(std::string_view name, std::string_view value) {
  headers_.set(name, value);
  return *this;
}

ConnTest& ConnTest::delete_req_header(std::string_view name) {
  headers_.remove(name);
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

ConnTest& ConnTest::put_peer_data(http::PeerAddress peer) {
  peer_ = std::move(peer);
  return *this;
}

ConnTest& ConnTest::put_http_protocol(int major, int minor) {
  major_version_ = major;
  minor_version_ = minor;
  return *this;
}

ConnTest& ConnTest::recycle(std::initializer_list<std::string_view> headers) {
  http::Headers kept;
  for (const http::Header header : headers_) {
    bool keep = http::equal_ignoring_case(header.name, "host");
    for (std::string_view name : headers) keep = keep || http::equal_ignoring_case(header.name, name);
    if (keep) kept.add(header.name, header.value);
  }
  headers_ = std::move(kept);
  return *this;
}

std::string ConnTest::cookie(std::string_view name) const {
  for (const auto& [known, value] : cookies_) {
    if (known == name) return value;
  }
  return {};
}

Params ConnTest::path_params(std::string_view path, http::Method method) const {
  auto found = find_route(context_->router, method, path);
  if (!found) {
    throw std::runtime_error("path_params(\"" + std::string(path) + "\"): no route for " +
                             std::string(http::to_string(method)) + " " + std::string(path));
  }
  return std::move(found->params);
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

Conn build_conn(http::Method method, std::string path, EndpointConfig config) {
  http::Request request;
  request.method = method;
  request.target = std::move(path);
  return build_conn(std::move(request), std::move(config));
}

http::Response send_resp(Conn conn) { return detail::finish(conn); }

}  // namespace anqa
