#pragma once

#include <exception>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/pipeline_ref.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/plug.hpp"

/// Tests of pages without a socket: a browser whose requests go straight to what an endpoint does with them.
///
///     PROCESS_TEST(Products, AreShown) {
///       ConnTest browser({.routes = routes});
///       auto page = co_await browser.get("/products/1");
///       EXPECT_THAT(html_response(page, 200), HasSubstr("tea"));
///     }

namespace anqa {

namespace detail {
struct EndpointContext;
struct ConnState;
struct TestResponseAccess;
}  // namespace detail

/// What came back: the response, and the Conn as it was when the response left.
class TestResponse : public http::Response {
 public:
  /// For what plugs and the controller left: `page.conn().assigned<User>("current_user")`.
  const Conn& conn() const { return conn_; }
  /// The flash message of a kind that the page shows, or that it left for where it redirects; empty without
  /// one.
  std::string fetch_flash(std::string_view kind) const { return std::string(conn_.get_flash(kind)); }
  /// The exception that this answer was made of, as a 404 or a 500 is; null where the handler answered.
  const std::exception_ptr& error() const { return error_; }
  /// The pieces that a streamed body was written in; of another body that body alone.
  const std::vector<std::string>& chunks() const { return chunks_; }

 private:
  friend struct detail::TestResponseAccess;
  TestResponse(http::Response response, Conn conn) : Response(std::move(response)), conn_(std::move(conn)) {}

  Conn conn_;
  std::exception_ptr error_;
  std::vector<std::string> chunks_;
};

/// A browser: it sends its headers with each request and keeps the cookies that it is given, so that one
/// request continues where the one before ended. Used inside of a process.
class ConnTest {
 public:
  /// Where the config has no secret, one for tests is put.
  explicit ConnTest(EndpointConfig config);

  /// `params`: of the query.
  Task<TestResponse> get(std::string path, Params params = {});
  Task<TestResponse> head(std::string path, Params params = {});
  /// `params`: a form that was sent, urlencoded.
  Task<TestResponse> post(std::string path, Params params = {});
  Task<TestResponse> put(std::string path, Params params = {});
  Task<TestResponse> patch(std::string path, Params params = {});
  Task<TestResponse> delete_(std::string path, Params params = {});
  Task<TestResponse> options(std::string path);

  /// Params of GET, HEAD and DELETE go into the query, of other methods into the body as a form.
  Task<TestResponse> dispatch(http::Method method, std::string path, Params params = {});
  /// A body of any type.
  Task<TestResponse> dispatch(http::Method method, std::string path, std::string body,
                              std::string content_type);
  Task<TestResponse> dispatch_json(http::Method method, std::string path, Term body);
  Task<TestResponse> request(http::Method method, std::string path) {
    return dispatch(method, std::move(path));
  }
  Task<TestResponse> send(http::Request request);

  /// The request goes through the endpoint and, where `pipelines` are given, through these in the place of
  /// its route's own; the controller does not run, and no route need exist. What they left is in
  /// `.conn()`. Where nothing answered, the status is 200.
  template <class... Pipelines>
  Task<TestResponse> bypass_through(http::Method method, std::string path, const Pipelines&... pipelines) {
    std::vector<detail::PipelineRef> refs;
    (refs.push_back(detail::pipeline_ref(pipelines)), ...);
    return bypass(method, std::move(path), std::move(refs));
  }

  /// A header for each request from now on.
  ConnTest& put_req_header(std::string_view name, std::string_view value);
  ConnTest& delete_req_header(std::string_view name);
  ConnTest& put_req_cookie(std::string_view name, std::string_view value);
  ConnTest& delete_req_cookie(std::string_view name);
  /// Where the requests come from.
  ConnTest& put_peer_data(http::PeerAddress peer);
  /// The version of HTTP that they are sent with: 1 and 1, unless another is put.
  ConnTest& put_http_protocol(int major, int minor);

  /// Another visit by the same browser: it keeps its cookies, and of its headers the host and these. (There
  /// is nothing to do between the requests of one visit: cookies are carried along.)
  ConnTest& recycle(std::initializer_list<std::string_view> headers = {"accept", "accept-language",
                                                                       "authorization"});

  /// The value of a cookie that the browser has; empty where it has none.
  std::string cookie(std::string_view name) const;
  /// What the session cookie holds.
  Term session() const;
  /// Puts a session as if an earlier page had left it.
  ConnTest& init_test_session(const Term& session);
  ConnTest& put_session(const Term& session) { return init_test_session(session); }

  /// The parameters that the route of a path finds in it: `path_params("/products/42")["id"]`. Throws
  /// std::runtime_error where no route matches.
  Params path_params(std::string_view path, http::Method method = http::Method::get) const;

 private:
  Task<TestResponse> bypass(http::Method method, std::string path,
                            std::vector<detail::PipelineRef> pipelines);
  Task<TestResponse> run(std::shared_ptr<detail::ConnState> state);
  std::shared_ptr<detail::ConnState> prepare(http::Request request) const;
  void keep_cookies(const http::Headers& headers);

  std::shared_ptr<const detail::EndpointContext> context_;
  http::Headers headers_;
  http::PeerAddress peer_;
  int major_version_ = 1;
  int minor_version_ = 1;
  std::vector<std::pair<std::string, std::string>> cookies_;
};

// What a response is expected to be. Each throws std::runtime_error, which says what came instead with the
// beginning of its body, where that is not so.

/// The body of an HTML page with this status.
std::string html_response(const TestResponse& response, int status);
std::string text_response(const TestResponse& response, int status);
/// The body, decoded.
Term json_response(const TestResponse& response, int status);
/// The body, of any type.
std::string response(const TestResponse& response, int status);
/// The content type: one of "html", "json", "text", "xml", "js", "css", "csv", or a whole type such as
/// "image/png". Gives the header.
std::string response_content_type(const TestResponse& response, std::string_view format);
/// Where a redirect leads.
std::string redirected_to(const TestResponse& response, int status = 302);
/// The path parameters and the query of where a redirect leads.
Params redirected_params(const TestResponse& response, int status = 302);
/// That the answer was made of an exception that the handler threw; gives the body.
std::string assert_error_sent(int status, const TestResponse& response);
/// The chunks of a streamed response.
std::vector<std::string> sent_chunks(const TestResponse& response);
/// Whether the connection was given over to a WebSocket.
bool sent_upgrade(const TestResponse& response);

// For the test of one plug.

/// `config` as for ConnTest.
Conn build_conn(http::Request request, EndpointConfig config = {});
Conn build_conn(http::Method method = http::Method::get, std::string path = "/", EndpointConfig config = {});
/// Gives a Conn a session as fetch_session would have.
Conn init_test_session(Conn conn, const Term& session);
/// The response of a Conn, after its before_send hooks.
http::Response send_resp(Conn conn);

}  // namespace anqa
