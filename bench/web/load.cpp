// web_load SERVER ARGUMENT…: starts the server, which prints its port, keeps 64 connections busy with one
// request each, and prints the server's requests per second of its own CPU time, which is what the
// generator's share of the machine does not change.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/support/server_process.hpp"

namespace {

constexpr int connections = 64;
constexpr auto warm_up = std::chrono::milliseconds(300);
constexpr auto measured = std::chrono::milliseconds(1500);
constexpr std::string_view request =
    "GET /plaintext HTTP/1.1\r\n"
    "Host: localhost:8080\r\n"
    "User-Agent: web_load\r\n"
    "Accept: text/plain,text/html;q=0.9,*/*;q=0.8\r\n"
    "\r\n";

using bench::give_up;
using bench::ServerProcess;

class Load {
 public:
  explicit Load(int port) : epoll_(::epoll_create1(0)) {
    for (int i = 0; i < connections; ++i) open(port);
  }
  ~Load() {
    for (const Connection& connection : all_) ::close(connection.fd);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Keeps every connection busy for so long; returns how many answers came.
  std::size_t run(std::chrono::steady_clock::duration length) {
    const auto end = std::chrono::steady_clock::now() + length;
    std::size_t answers = 0;
    epoll_event events[connections];
    while (std::chrono::steady_clock::now() < end) {
      const int count = ::epoll_wait(epoll_, events, connections, 1000);
      for (int i = 0; i < count; ++i) answers += read_answer(all_[events[i].data.u32]);
    }
    return answers;
  }

 private:
  struct Connection {
    int fd;
    std::string pending;
  };

  void open(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(all_.size())}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    all_.push_back({fd, {}});
    ask(all_.back());
  }

  static void ask(Connection& connection) {
    if (::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      give_up("send");
    }
  }

  std::size_t read_answer(Connection& connection) {
    char buffer[4096];
    const ssize_t got = ::recv(connection.fd, buffer, sizeof buffer, 0);
    if (got <= 0) give_up("a server closed a connection");
    connection.pending.append(buffer, static_cast<std::size_t>(got));
    if (!connection.pending.starts_with("HTTP/1.1 200 OK\r\n")) give_up("a server gave no 200");
    if (!connection.pending.ends_with("\r\n\r\nHello, World!")) return 0;
    connection.pending.clear();
    ask(connection);
    return 1;
  }

  int epoll_;
  std::vector<Connection> all_;
};

/// Requests per second of the server's CPU time.
double rate(const std::vector<std::string>& command) {
  const ServerProcess server(command);
  Load load(server.port());
  load.run(warm_up);
  const double before = server.cpu();
  const std::size_t answers = load.run(measured);
  return static_cast<double>(answers) / (server.cpu() - before);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: web_load SERVER ARGUMENT…\n");
    return 2;
  }
  std::printf("%.0f\n", rate({argv + 1, argv + argc}));
}
