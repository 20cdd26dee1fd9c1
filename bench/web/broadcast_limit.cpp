// The limit: an epoll loop on one thread that reads nothing. The first bytes of a connection are taken for a
// handshake; what comes later with "phx_join" in it for a join, and anything else asks that the same frame be
// written to every connection. No server that sends a message to all can use less.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/support/listener.hpp"
#include "bench/web/crowd_messages.hpp"

int main() {
  const std::size_t files = bench::allow_all_files();
  const int epoll = ::epoll_create1(0);
  const int listener = bench::listen_and_say(epoll);

  const std::string joined = bench::sent(bench::join_reply);
  const std::string tick = bench::sent(bench::tick_broadcast());
  std::vector<int> open;             // connections
  std::vector<bool> is_open(files);  // by descriptor
  std::array<epoll_event, 256> events;
  static std::array<char, std::size_t{64} * 1024> buffer;
  while (true) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        bench::accept_and_watch(epoll, listener);
        continue;
      }
      const ssize_t got = ::read(fd, buffer.data(), buffer.size());
      if (got <= 0) {
        std::exit(0);  // the load is done
      } else if (!is_open[static_cast<std::size_t>(fd)]) {
        is_open[static_cast<std::size_t>(fd)] = true;
        open.push_back(fd);
        bench::write_all(fd, bench::handshake);
      } else if (bench::unmasked({buffer.data(), static_cast<std::size_t>(got)}).contains("phx_join")) {
        bench::write_all(fd, joined);
      } else {
        for (const int each : open) bench::write_all(each, tick);
      }
    }
  }
}
