// The limit: an epoll loop on one thread that looks at nothing. Whatever arrives on a connection is taken for
// one request and answered with the same bytes. No server that reads its requests can use less.

#include <sys/epoll.h>
#include <unistd.h>

#include <string_view>

#include "bench/support/listener.hpp"

namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\n"
    "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    "content-type: text/plain; charset=utf-8\r\n"
    "content-length: 13\r\n"
    "\r\n"
    "Hello, World!";

}  // namespace

int main() {
  const int epoll = ::epoll_create1(0);
  const int listener = bench::listen_and_say(epoll);

  epoll_event events[256];
  static char buffer[64 * 1024];
  while (true) {
    const int count = ::epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        bench::accept_and_watch(epoll, listener);
      } else if (::read(fd, buffer, sizeof buffer) <= 0 || ::write(fd, answer.data(), answer.size()) <= 0) {
        ::close(fd);
      }
    }
  }
}
