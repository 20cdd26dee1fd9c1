// The examples of guides/http.md about HTTPS, HTTP/2 and the client: each region there is one of these, and
// runs here.
#include <gmock/gmock.h>

#include "anqa/base/log.hpp"
#include "anqa/http/client.hpp"
#include "anqa/http/internal/test_certificate.hpp"
#include "anqa/http/internal/test_server.hpp"

namespace anqa::http {
namespace {

using testing::HasSubstr;

// [handler]
Answer hello(const Request& request) {
  std::string text = "hello over HTTP/" + std::to_string(request.major_version);
  if (request.tls) text += " and " + request.tls->version;
  return Response::text(200, text);
}
// [/handler]

Server::Options https_server(const std::string& certfile, const std::string& keyfile) {
  // [https]
  return {.port = 0, .handler = &hello, .tls = Tls{.certfile = certfile, .keyfile = keyfile}};
  // [/https]
}

// [request]
Task<std::string> greeting(anqa::Server<Client> client, std::string url) {
  auto response = co_await request(client, {.url = url, .headers = {{"accept", "text/plain"}}});
  if (!response) co_return "nobody there: " + response.error().message;
  co_return std::to_string(response->status) + " " + response->body;
}
// [/request]

// [stream]
Task<result<std::size_t>> size_of(anqa::Server<Client> client, std::string url) {
  auto response = co_await stream(client, {.url = url, .receive_timeout = std::chrono::seconds(60)});
  if (!response) co_return std::unexpected(response.error());
  std::size_t size = 0;
  for (;;) {
    auto piece = co_await response->read();
    if (!piece) co_return std::unexpected(piece.error());
    if (piece->empty()) co_return size;
    size += piece->size();
  }
}
// [/stream]

TEST(HttpGuide, TlsAndTheClient) {
  const detail::TestCertificate files;
  detail::TestServer server(https_server(files.certfile(), files.keyfile()));
  const auto body = [](std::string url, std::string cacertfile) -> Task<void> {
    // [client]
    const auto client = start_link<Client>({.pool_size = 20, .cacertfile = cacertfile});
    // [/client]
    EXPECT_EQ(co_await greeting(client, url), "200 hello over HTTP/1 and TLSv1.3");
    EXPECT_THAT(co_await greeting(client, "https://127.0.0.1:1/"), HasSubstr("nobody there: GET https"));
    const auto size = co_await size_of(client, url);
    EXPECT_EQ(size.value_or(0), 29u);
  };
  server.system().run(body, "https://localhost:" + std::to_string(server.port()) + "/", files.certfile());
}

}  // namespace
}  // namespace anqa::http
