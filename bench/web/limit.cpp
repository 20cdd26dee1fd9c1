// The limit: an epoll loop on one thread that looks at nothing. Whatever arrives on a connection is taken for
// one request and answered with the same bytes. No server that reads its requests can use less.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\n"
    "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    "content-type: text/plain; charset=utf-8\r\n"
    "content-length: 13\r\n"
    "\r\n"
    "Hello, World!";

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

}  // namespace

int main() {
  sockaddr_in address{};
  const int listener = listen_on_any_port(address);
  const int epoll = ::epoll_create1(0);
  add(epoll, listener);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);

  epoll_event events[256];
  static char buffer[64 * 1024];
  while (true) {
    const int count = ::epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        const int on = 1;
        ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        add(epoll, accepted);
      } else if (::read(fd, buffer, sizeof buffer) <= 0 || ::write(fd, answer.data(), answer.size()) <= 0) {
        ::close(fd);
      }
    }
  }
}
