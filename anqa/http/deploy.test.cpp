// How servers come and go: Unix sockets, draining, and the hand-over of a listening socket.
#include <gmock/gmock.h>
#include <sys/un.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "anqa/base/log_capture.hpp"
#include "anqa/http/internal/test_server.hpp"

namespace anqa::http {
namespace {

using detail::TestClient;
using detail::TestServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Response path_of(const Request& request) { return Response::text(200, "at " + request.target); }

/// A folder of its own, gone with it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "anqa-http-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// The bytes that a server at a Unix socket sends to one request.
std::string over_unix(const std::string& path, std::string_view request) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  std::string all;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(got));
    }
  }
  ::close(fd);
  return all;
}

constexpr auto last_request = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

Response peer_of(const Request& request) { return Response::text(200, "peer <" + request.peer.ip + ">"); }

TEST(UnixSocket, IsServedAndTakesTheOldOnesPlace) {
  const Folder folder;
  const std::string path = folder.file("http.sock");
  for (int i = 0; i < 2; ++i) {  // its file stays, and the next one takes its place
    TestServer server({.ip = "unix:" + path, .handler = &peer_of});
    EXPECT_THAT(over_unix(path, last_request), EndsWith("peer <>"));
  }
  EXPECT_EQ(over_unix(path, last_request), "");
}

TEST(UnixSocket, AnImpossiblePathSaysSo) {
  System system;
  const auto start = [](std::string ip) -> Task<std::string> {
    try {
      start_link<Server>(Server::Options{.ip = std::move(ip), .handler = &path_of});
    } catch (const std::runtime_error& error) {
      co_return error.what();
    }
    co_return "";
  };
  EXPECT_EQ(system.run(start, std::string("unix:/no/such/folder/x")),
            "http: cannot listen on unix:/no/such/folder/x: No such file or directory");
  EXPECT_THAT(system.run(start, "unix:/" + std::string(200, 'x')), HasSubstr("a path of 1 to 107 bytes"));
}

TEST(Drain, ARequestThatIsThereIsAnsweredAndTheIdleAreClosed) {
  TestServer server({.handler = &path_of});
  TestClient idle(server);
  idle.get("/");
  TestClient busy(server);
  busy.get("/");
  busy.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n");
  server.begin_stop();
  EXPECT_EQ(idle.until_closed(), "");
  EXPECT_THAT(busy.until_closed(), EndsWith("at /last"));
}

std::atomic<int> handovers{0};

Server::Options replaceable(const std::string& path, std::uint16_t port = 0) {
  return {.port = port, .handler = &path_of, .handover = path, .handed_over = [] { ++handovers; }};
}

/// Connects again and again until told to stop; counts what went wrong.
class Visitors {
 public:
  explicit Visitors(std::uint16_t port) {
    for (int i = 0; i < 4; ++i) threads_.emplace_back([this, port] { visit(port); });
  }
  ~Visitors() { stop(); }
  void stop() {
    stopping_ = true;
    for (std::thread& each : threads_) each.join();
    threads_.clear();
  }
  void wait_for(std::size_t answers) const {
    for (const std::size_t end = answers_ + answers; answers_ < end;) std::this_thread::yield();
  }
  std::size_t failures() const { return failures_; }

 private:
  void visit(std::uint16_t port) {
    while (!stopping_) {
      TestClient client;
      const bool refused = !client.connect(port);
      client.send(last_request);
      if (refused || !client.until_closed().ends_with("at /x")) ++failures_;
      ++answers_;
    }
  }

  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> answers_{0};
  std::atomic<std::size_t> failures_{0};
  std::vector<std::thread> threads_;
};

TEST(Handover, RefusesNoConnectionUnderLoad) {
  const Folder folder;
  const std::string path = folder.file("handover");
  auto running = std::make_unique<TestServer>(replaceable(path));
  const std::uint16_t port = running->port();
  Visitors visitors(port);
  for (int deploy = 0; deploy < 10; ++deploy) {
    visitors.wait_for(50);
    handovers = 0;
    auto next = std::make_unique<TestServer>(replaceable(path, port));
    EXPECT_EQ(next->port(), port);
    while (handovers == 0) std::this_thread::yield();
    running = std::move(next);  // the old one is stopped, as SIGTERM would
    visitors.wait_for(50);
  }
  visitors.stop();
  EXPECT_EQ(visitors.failures(), 0u);
}

TEST(Handover, AKeptConnectionIsToldToCloseAndOpenRequestsEnd) {
  const Folder folder;
  const std::string path = folder.file("handover");
  handovers = 0;
  TestServer old_one(replaceable(path));
  TestClient kept(old_one);
  kept.get("/");
  TestClient half(old_one);
  half.get("/");
  half.send("GET /half HTTP/1.1\r\n");
  old_one.wait_for_connections(2);
  TestServer new_one(replaceable(path, old_one.port()));
  EXPECT_EQ(kept.until_closed(), "");
  half.send("Host: a\r\n\r\n");
  const std::string rest = half.until_closed();
  EXPECT_THAT(rest, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(rest, HasSubstr("connection: close"));
  old_one.wait_for_connections(0);
  EXPECT_EQ(handovers, 1);
}

TEST(Handover, ASuccessorThatEndsBeforeItServesChangesNothing) {
  const Folder folder;
  const LogCapture log;
  handovers = 0;
  TestServer server(replaceable(folder.file("handover")));
  EXPECT_EQ(over_unix(folder.file("handover"), "nonsense"), std::string(1, '\0'));
  EXPECT_THAT(TestClient(server).get("/y"), EndsWith("at /y"));
  EXPECT_EQ(handovers, 0);
}

TEST(Handover, ASocketForAnotherPortIsNotTaken) {
  const Folder folder;
  const LogCapture log;
  TestServer server(replaceable(folder.file("handover")));
  TestServer other({.port = 0, .handler = &path_of});
  const std::uint16_t free_port = other.port();
  other.stop();
  TestServer next(replaceable(folder.file("handover"), free_port));
  EXPECT_EQ(next.port(), free_port);
  EXPECT_THAT(TestClient(next).get("/z"), EndsWith("at /z"));
}

}  // namespace
}  // namespace anqa::http
