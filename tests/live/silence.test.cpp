// A visitor who asks for more and more and reads none of it, on a real socket.
#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "../support/live_visitor.hpp"
#include "anqa/base/log_capture.hpp"
#include "anqa/http/internal/client_frame.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/endpoint.hpp"
#include "pages.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

/// A connection of one's own with the page /burden on it.
class Caller {
 public:
  Task<void> open(std::uint16_t port) {
    auto stream = co_await TcpStream::connect({"127.0.0.1", port});
    if (!stream) throw std::runtime_error(stream.error().message);
    stream_ = std::move(*stream);
    co_await write("GET /burden HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const std::string page = co_await until("</html>");
    const std::string csrf = LiveVisitor::between(page, "name=\"csrf-token\" content=\"", "\"");
    const std::string container = page.substr(0, page.find("\" data-phx-main"));
    topic_ = "lv:" + container.substr(container.rfind('"') + 1);
    co_await write("GET /live/websocket?_csrf_token=" + csrf +
                   "&vsn=2.0.0 HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                   "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\ncookie: " +
                   LiveVisitor::between(page, "set-cookie: ", ";") + "\r\n\r\n");
    co_await until("\r\n\r\n");
    co_await send("phx_join",
                  Term::map({{"url", "http://localhost/burden"},
                             {"params", Term::map({{"_csrf_token", csrf}, {"_mounts", 0}})},
                             {"session", LiveVisitor::between(page, "data-phx-session=\"", "\"")},
                             {"static", LiveVisitor::between(page, "data-phx-static=\"", "\"")}}));
    EXPECT_THAT(co_await until("\"status\":\"ok\"}]"), HasSubstr(R"("0":"there")"));
  }

  /// False once the server has closed the connection.
  Task<bool> click(std::string_view name, Term value) {
    return send("event", Term::map({{"type", "click"}, {"event", name}, {"value", std::move(value)}}));
  }

  /// What comes up to and with `end`.
  Task<std::string> until(std::string_view end) {
    std::string seen;
    while (!seen.contains(end)) {
      char buffer[4096];
      const IoResult got = co_await stream_.read_some(buffer, sizeof buffer);
      if (got.status != IoResult::Status::done) throw std::runtime_error("closed after: " + seen);
      seen.append(buffer, got.bytes);
    }
    co_return seen;
  }

 private:
  Task<bool> write(std::string bytes) {
    co_return (co_await stream_.write_all(bytes)).status == IoResult::Status::done;
  }

  Task<bool> send(std::string_view event, Term payload) {
    const std::string text = json::write(Term::list({"1", "1", topic_, event, std::move(payload)}));
    return write(http::detail::client_frame(0x81, text));
  }

  TcpStream stream_;
  std::string topic_;
};

Task<std::size_t> connections(Server<Endpoint> endpoint) {
  co_return co_await call(endpoint, http::Server::ConnectionCount{});
}

Task<void> a_visitor_who_never_reads() {
  LogCapture log;
  EndpointConfig config = market::config();
  config.port = 0;
  config.limits.websocket_queue_bytes = 1024 * 1024;
  const auto endpoint = start_link<Endpoint>(std::move(config));
  const auto port = co_await call(endpoint, http::Server::Port{});
  Caller other;
  co_await other.open(port);
  const std::size_t processes_before = System::current().processes().size();
  Caller silent;
  co_await silent.open(port);
  EXPECT_GT(System::current().processes().size(), processes_before);
  // Sixty megabytes of answers, more than the system and the server keep for anybody.
  for (int i = 1; i <= 10; ++i) co_await silent.click("text", Term::map({{"bytes", 1'000'000 + i}}));
  while (System::current().processes().size() > processes_before) co_await yield();
  EXPECT_EQ(co_await connections(endpoint), 1U);
  EXPECT_THAT(log.text(), HasSubstr("reads too slowly"));
  // Who sat beside it has heard nothing of it.
  EXPECT_TRUE(co_await other.click("number", Term::map({{"n", 7}})));
  EXPECT_THAT(co_await other.until("}]"), HasSubstr(R"({"diff":{"1":"7"}})"));
}

}  // namespace

TEST(Silence, WhoNeverReadsIsLetGoAndTheViewWithIt) {
  System system;
  system.run(&a_visitor_who_never_reads);
}
