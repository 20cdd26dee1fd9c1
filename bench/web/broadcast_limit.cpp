// The limit: an epoll loop on one thread that reads nothing. The first bytes of a connection are taken for a
// handshake; what comes later with "phx_join" in it for a join, and anything else asks that the same frame be
// written to every connection. No server that sends a message to all can use less.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/web/crowd_messages.hpp"

namespace {

// The load does not look at the key, so that nothing here has to be computed.
constexpr std::string_view handshake =
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n";

int listen_on_any_port(sockaddr_in& address) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener, SOMAXCONN) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  return listener;
}

void add(int epoll, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void write(int fd, std::string_view bytes) {
  if (::write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::exit(1);
}

}  // namespace

int main() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  sockaddr_in address{};
  const int listener = listen_on_any_port(address);
  const int epoll = ::epoll_create1(0);
  add(epoll, listener);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);

  const std::string joined = bench::sent(bench::join_reply);
  const std::string tick = bench::sent(bench::tick_broadcast());
  std::vector<int> open;                      // connections
  std::vector<bool> is_open(files.rlim_cur);  // by descriptor
  std::array<epoll_event, 256> events;
  static std::array<char, std::size_t{64} * 1024> buffer;
  while (true) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        const int on = 1;
        ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        add(epoll, accepted);
        continue;
      }
      const ssize_t got = ::read(fd, buffer.data(), buffer.size());
      if (got <= 0) {
        std::exit(0);  // the load is done
      } else if (!is_open[static_cast<std::size_t>(fd)]) {
        is_open[static_cast<std::size_t>(fd)] = true;
        open.push_back(fd);
        write(fd, handshake);
      } else if (bench::unmasked({buffer.data(), static_cast<std::size_t>(got)}).contains("phx_join")) {
        write(fd, joined);
      } else {
        for (const int each : open) write(each, tick);
      }
    }
  }
}
