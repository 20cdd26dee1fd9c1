#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa {

namespace detail {
struct EndpointContext;
}

/// A browser for tests, without a socket: it sends requests straight to what an endpoint does with them, and
/// keeps the cookies that it is given. Used inside of a process:
///
///     ConnTest browser({.routes = routes});
///     auto page = co_await browser.get("/products/1");
///     EXPECT_EQ(page.status, 200);
///     EXPECT_THAT(page.text(), HasSubstr("tea"));
class ConnTest {
 public:
  /// Where the config has no secret, one for tests is put.
  explicit ConnTest(EndpointConfig config);

  Task<http::Response> get(std::string path);
  /// A form that was sent: `params` urlencoded.
  Task<http::Response> post(std::string path, Params params);
  Task<http::Response> request(http::Method method, std::string path);
  Task<http::Response> send(http::Request request);

  /// A header for each request from now on.
  ConnTest& put_req_header(std::string_view name, std::string_view value);
  ConnTest& put_req_cookie(std::string_view name, std::string_view value);
  ConnTest& delete_req_cookie(std::string_view name);
  /// The value of a cookie that the browser has; empty where it has none.
  std::string cookie(std::string_view name) const;
  /// What the session cookie holds.
  Term session() const;
  /// Puts a session as if an earlier page had left it.
  ConnTest& put_session(const Term& session);

 private:
  void keep_cookies(const http::Headers& headers);

  std::shared_ptr<const detail::EndpointContext> context_;
  http::Headers headers_;
  std::vector<std::pair<std::string, std::string>> cookies_;
};

/// A Conn for a request, for the test of one plug. `config` as for ConnTest.
Conn build_conn(http::Request request, EndpointConfig config = {});

/// The response of a Conn, after its before_send hooks.
http::Response send_resp(Conn conn);

}  // namespace anqa
