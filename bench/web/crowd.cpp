// web_crowd idle_channel|idle_socket|broadcast|idle_sockets MINUTES SERVER ARGUMENT…: starts the server,
// which prints its port, on a core of its own, and opens thousands of WebSockets to it.
//
//   idle_channel  10,000 that have joined a topic: bytes of the server's resident memory for each
//   idle_socket   the same without a topic
//   broadcast     10,000 that have joined a topic, one of which has a message sent to all of them, again and
//                 again: messages per second of the server's CPU time
//   idle_sockets  18,000 that send a heartbeat every 30 s, for so many minutes: how many got all their
//                 answers, and the server's resident memory at the end over that behind the first heartbeats

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/support/server_process.hpp"
#include "bench/web/crowd_messages.hpp"

namespace {

using bench::give_up;
using bench::ServerProcess;
using Clock = std::chrono::steady_clock;

constexpr std::size_t members = 10'000;
constexpr std::size_t warm_up_members = 500;  // what the server needs once is not counted
constexpr std::size_t idle_sockets = 18'000;
constexpr std::size_t opened_at_a_time = 100;
constexpr std::size_t broadcasts = 20;
constexpr std::chrono::seconds heartbeat_interval{30};
constexpr std::chrono::milliseconds settling{500};
constexpr std::string_view opening =
    "GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\n"
    "Host: localhost:8080\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept-Language: en-US,en;q=0.5\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "\r\n";

void send_to(int fd, std::string_view bytes) {
  if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    give_up("send");
}

/// Many WebSockets, whose answers are counted by their bytes.
class Crowd {
 public:
  explicit Crowd(const ServerProcess& server) : server_(server), epoll_(::epoll_create1(0)) {}
  ~Crowd() {
    for (const int fd : all_) ::close(fd);
    ::close(epoll_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Until there are so many.
  void open(std::size_t count) {
    while (all_.size() < count) {
      const std::size_t begin = all_.size();
      const std::size_t end = std::min(count, begin + opened_at_a_time);
      for (std::size_t i = begin; i < end; ++i) connect();
      for (std::size_t i = begin; i < end; ++i) await_head(all_[i]);
    }
  }
  /// Those behind the first `known`.
  void join(std::size_t known) {
    const std::string frame = bench::masked(bench::join);
    for (std::size_t i = known; i < all_.size();) {
      const std::size_t end = std::min(all_.size(), i + opened_at_a_time);
      const std::size_t first = i;
      for (; i < end; ++i) send_to(all_[i], frame);
      read(bench::sent(bench::join_reply).size() * (end - first), Clock::now() + std::chrono::seconds(20));
    }
  }
  void tell_all() {
    send_to(all_.front(), bench::masked(bench::tick()));
    const std::string frame = bench::sent(bench::tick_broadcast());
    read(frame.size() * all_.size(), Clock::now() + std::chrono::seconds(20));
  }
  /// One heartbeat of each, spread over the interval, and its answer.
  void beat() {
    const std::string frame = bench::masked(bench::heartbeat);
    const std::size_t answer = bench::sent(bench::heartbeat_reply).size();
    constexpr std::size_t steps = 100;
    const auto began = Clock::now();
    for (std::size_t step = 0; step < steps; ++step) {
      std::size_t asked = 0;
      for (std::size_t i = step; i < all_.size(); i += steps, ++asked) send_to(all_[i], frame);
      read(answer * asked, Clock::now() + std::chrono::seconds(20));
      std::this_thread::sleep_until(began + heartbeat_interval * (step + 1) / steps);
    }
  }

 private:
  void connect() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) give_up("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server_.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    all_.push_back(fd);
    send_to(fd, opening);
  }
  static void await_head(int fd) {
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && ::recv(fd, &byte, 1, 0) == 1) head += byte;
    if (!head.starts_with("HTTP/1.1 101")) give_up("no WebSocket was opened");
  }
  /// So many bytes, on whichever sockets.
  void read(std::size_t bytes, Clock::time_point end) {
    std::array<epoll_event, 256> events;
    static std::array<char, std::size_t{64} * 1024> buffer;
    while (bytes > 0) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 1000);
      for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
        const ssize_t got = ::recv(events[i].data.fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) give_up("a server closed a connection");
        if (static_cast<std::size_t>(got) > bytes) {
          std::fprintf(stderr, "a server sent more than it should: %.*s\n", static_cast<int>(got),
                       buffer.data());
          std::exit(1);
        }
        bytes -= static_cast<std::size_t>(got);
      }
      if (Clock::now() > end) {
        std::fprintf(stderr, "%zu bytes of answers are missing\n", bytes);
        std::exit(1);
      }
    }
  }

  const ServerProcess& server_;
  int epoll_;
  std::vector<int> all_;
};

double bytes_each(const ServerProcess& server, bool joined) {
  Crowd crowd(server);
  const auto grow = [&](std::size_t known, std::size_t count) {
    crowd.open(count);
    if (joined) crowd.join(known);
    std::this_thread::sleep_for(settling);
    return static_cast<double>(server.resident_bytes());
  };
  const double before = grow(0, warm_up_members);
  return (grow(warm_up_members, warm_up_members + members) - before) / static_cast<double>(members);
}

double broadcast_rate(const ServerProcess& server) {
  Crowd crowd(server);
  crowd.open(members);
  crowd.join(0);
  for (std::size_t i = 0; i < 3; ++i) crowd.tell_all();
  const double before = server.cpu();
  for (std::size_t i = 0; i < broadcasts; ++i) crowd.tell_all();
  return static_cast<double>(broadcasts) / (server.cpu() - before);
}

void hold(const ServerProcess& server, double minutes) {
  Crowd crowd(server);
  crowd.open(idle_sockets);
  crowd.beat();
  const auto first = static_cast<double>(server.resident_bytes());
  const auto beats = static_cast<int>(minutes * 60 / heartbeat_interval.count());
  for (int i = 1; i < beats; ++i) crowd.beat();
  const auto last = static_cast<double>(server.resident_bytes());
  // Whoever lost its socket or an answer has given up.
  std::printf(R"({"idle_sockets": %zu, "idle_growth": %.4f, "bytes_at_first": %.0f, "bytes_at_last": %.0f})"
              "\n",
              idle_sockets, last / first, first, last);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(
        stderr,
        "usage: web_crowd idle_channel|idle_socket|broadcast|idle_sockets MINUTES SERVER ARGUMENT…\n");
    return 2;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::string_view row = argv[1];
  const ServerProcess server({argv + 3, argv + argc}, 0U);
  if (std::thread::hardware_concurrency() > 1) bench::pin_to(1);
  if (row == "idle_sockets") {
    hold(server, std::atof(argv[2]));
  } else if (row == "broadcast") {
    std::printf("%.2f\n", broadcast_rate(server));
  } else {
    std::printf("%.0f\n", bytes_each(server, row == "idle_channel"));
  }
}
