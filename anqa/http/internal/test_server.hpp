#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/http/server.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

namespace anqa::http::detail {

/// A server of its own on a free port, for one test; stopped in order when it goes.
class TestServer {
 public:
  explicit TestServer(Server::Options options, ThreadedScheduler::Options scheduler = {})
      : system_(std::make_unique<ThreadedScheduler>(scheduler)) {
    std::promise<Started> promise;
    auto started = promise.get_future();
    holder_ = system_.run(&start_holder, std::move(options), &promise);
    started_ = started.get();
  }
  ~TestServer() { stop(); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  std::uint16_t port() const { return started_.port; }
  Pid pid() const { return started_.server; }
  System& system() { return system_; }

  std::size_t connections() { return system_.run(&count, started_.server); }
  /// Waits until as many connections are open.
  void wait_for_connections(std::size_t number) {
    while (connections() != number) {
    }
  }
  /// Asks the server to stop, as its supervisor would; does not wait.
  void begin_stop() { system_.run(&tell_to_stop, holder_); }
  void stop() {
    begin_stop();
    system_.run(&await_end, started_.server);
  }

 private:
  struct Started {
    Pid server;
    std::uint16_t port = 0;
  };
  struct Stop {};

  static Task<void> hold(Server::Options options, std::promise<Started>* promise) {
    trap_exit();
    const auto server = start_link<Server>(std::move(options));
    promise->set_value({server.pid(), co_await call(server, Server::Port{})});
    co_await receive<Stop>();
    exit(server.pid(), ExitReason::Kind::shutdown);
    co_await down(server.pid());
  }
  // From inside: a test may have several systems, and this thread is in none of them.
  static Task<void> tell_to_stop(Pid holder) {
    send(holder, Stop{});
    co_return;
  }
  static Task<Pid> start_holder(Server::Options options, std::promise<Started>* promise) {
    co_return spawn(&hold, std::move(options), promise);
  }
  static Task<std::size_t> count(Pid server) {
    co_return co_await call(anqa::Server<Server>(server), Server::ConnectionCount{});
  }
  static Task<void> await_end(Pid server) { co_await down(server); }

  System system_;
  Pid holder_;
  Started started_;
};

/// A client that blocks, in the test's own thread. It gives up after 20 s, as a test that hangs says nothing.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : TestClient() { connect(port); }
  TestClient() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  explicit TestClient(const TestServer& server) : TestClient(server.port()) {}
  ~TestClient() { close(); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  /// Breaks the connection: the server sees a reset.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }
  /// How long a send may wait for the server to read.
  void limit_waiting(std::chrono::milliseconds longest) {
    const timeval limit{.tv_sec = 0, .tv_usec = longest.count() * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  void shutdown_write() { ::shutdown(fd_, SHUT_WR); }

  /// False once the server has closed the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// One response, its head and the body that its Content-Length announces; what came until the end if that
  /// is less.
  std::string response(bool has_body = true) {
    while (pending_.find("\r\n\r\n") == std::string::npos && more()) {
    }
    const std::size_t head = std::min(pending_.find("\r\n\r\n"), pending_.size());
    std::size_t length = 0;
    const std::size_t field = pending_.find("content-length: ");
    if (has_body && field < head) length = std::stoul(pending_.substr(field + 16, 20));
    return bytes(std::min(head + 4, pending_.size()) + length);
  }
  /// So many bytes, or what came until the end.
  std::string bytes(std::size_t size) {
    while (pending_.size() < size && more()) {
    }
    std::string result = pending_.substr(0, size);
    pending_.erase(0, size);
    return result;
  }
  /// Everything until the server closes.
  std::string until_closed() {
    while (more()) {
    }
    return std::exchange(pending_, {});
  }
  /// Sends a GET and reads its response.
  std::string get(std::string_view target, std::string_view fields = "") {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n");
    return response();
  }

 private:
  bool more() {
    char buffer[65536];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN) ADD_FAILURE() << "the server sent nothing for 20 s";
    if (got <= 0) return false;
    pending_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  std::string pending_;
};

}  // namespace anqa::http::detail
