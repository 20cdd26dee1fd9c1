// web_load plaintext|row|page|echo CORES SERVER ARGUMENT…: starts the server, which prints its port, keeps 64
// connections busy with one request each or 64 WebSockets with one message, and prints the server's answers
// per second of its own CPU time, which is what the generator's share of the machine does not change. CORES:
// 1 keeps the server on a core of its own, 2 leaves it to the system.

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
#include <thread>
#include <vector>

#include "bench/support/server_process.hpp"

namespace {

constexpr int connections = 64;
constexpr auto warm_up = std::chrono::milliseconds(300);
constexpr auto measured = std::chrono::milliseconds(1500);
constexpr std::string_view request_head =
    " HTTP/1.1\r\n"
    "Host: localhost:8080\r\n"
    "User-Agent: web_load\r\n"
    "Accept: text/plain,text/html;q=0.9,*/*;q=0.8\r\n"
    "\r\n";
constexpr std::string_view opening =
    "GET /echo HTTP/1.1\r\n"
    "Host: localhost:8080\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "\r\n";
// A text message of 20 bytes, masked with "mask".
constexpr std::string_view message = "Hello, WebSockets! 1";

std::string masked(std::string_view text) {
  std::string frame = {static_cast<char>(0x81), static_cast<char>(0x80 | text.size())};
  frame += "mask";
  for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ "mask"[i % 4]);
  return frame;
}

std::string unmasked(std::string_view text) {
  return std::string{static_cast<char>(0x81), static_cast<char>(text.size())}.append(text);
}

/// What is asked for, and what stands in each answer to it.
struct Page {
  std::string_view path;
  std::string_view part;
};

Page page_of(std::string_view kind) {
  if (kind == "row") return {"/row/500", "\"id\":500"};
  if (kind == "page") return {"/page", "</html>"};
  return {"/plaintext", "Hello, World!"};
}

using bench::give_up;
using bench::ServerProcess;

class Load {
 public:
  Load(int port, std::string_view kind)
      : epoll_(::epoll_create1(0)),
        echo_(kind == "echo"),
        page_(page_of(kind)),
        request_(echo_ ? masked(message) : "GET " + std::string(page_.path) + std::string(request_head)),
        answer_(unmasked(message)) {
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
    if (echo_) open_socket(all_.back());
    ask(all_.back());
  }

  static void open_socket(Connection& connection) {
    if (::send(connection.fd, opening.data(), opening.size(), MSG_NOSIGNAL) <= 0) give_up("send");
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && ::recv(connection.fd, &byte, 1, 0) == 1) head += byte;
    if (!head.starts_with("HTTP/1.1 101")) give_up("no WebSocket was opened");
  }

  void ask(Connection& connection) const {
    if (::send(connection.fd, request_.data(), request_.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request_.size())) {
      give_up("send");
    }
  }

  /// Whether all that was asked for has come; gives up on anything else.
  bool is_answer(std::string_view bytes) const {
    if (echo_) {
      if (!std::string_view(answer_).starts_with(bytes)) give_up("a server echoed something else");
      return bytes.size() == answer_.size();
    }
    if (!bytes.starts_with("HTTP/1.1 200 OK\r\n")) give_up("a server gave no 200");
    constexpr std::string_view field = "content-length: ";
    const auto length = bytes.find(field);
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos || length > end) return false;
    const auto size = static_cast<std::size_t>(std::atoi(bytes.data() + length + field.size()));
    if (bytes.size() < end + 4 + size) return false;
    if (!bytes.contains(page_.part)) give_up("a server answered something else");
    return true;
  }

  std::size_t read_answer(Connection& connection) {
    char buffer[4096];
    const ssize_t got = ::recv(connection.fd, buffer, sizeof buffer, 0);
    if (got <= 0) give_up("a server closed a connection");
    connection.pending.append(buffer, static_cast<std::size_t>(got));
    if (!is_answer(connection.pending)) return 0;
    connection.pending.clear();
    ask(connection);
    return 1;
  }

  int epoll_;
  bool echo_;
  Page page_;
  std::string request_;
  std::string answer_;
  std::vector<Connection> all_;
};

/// Answers per second of the server's CPU time.
double rate(std::string_view kind, bool one_core, const std::vector<std::string>& command) {
  const ServerProcess server(command, one_core ? std::optional(0U) : std::nullopt);
  if (one_core && std::thread::hardware_concurrency() > 1) bench::pin_to(1);
  Load load(server.port(), kind);
  load.run(warm_up);
  const double before = server.cpu();
  const std::size_t answers = load.run(measured);
  return static_cast<double>(answers) / (server.cpu() - before);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: web_load plaintext|row|page|echo CORES SERVER ARGUMENT…\n");
    return 2;
  }
  std::printf("%.0f\n", rate(argv[1], std::atoi(argv[2]) == 1, {argv + 3, argv + argc}));
}
