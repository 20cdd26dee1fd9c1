// The limit: an epoll loop on one thread that sends every WebSocket frame back. It reads no HTTP, no JSON and
// no payload; it finds a frame's end, takes the mask off as it must, and writes. No live page can use less.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bench/support/listener.hpp"

namespace {

struct Connection {
  bool open = false;
  std::string pending;
};

unsigned char byte(std::string_view data, std::size_t at) { return static_cast<unsigned char>(data[at]); }

/// Appends the answer to the first frame of `data`; returns how long that frame is, 0 while it is not
/// complete. Frames of up to 64 KiB, which is more than the load sends.
std::size_t echo(std::string_view data, std::string& out) {
  constexpr std::size_t mask_size = 4;
  if (data.size() < 2) return 0;
  std::size_t length = byte(data, 1) & 0x7fu;
  std::size_t head = 2;
  if (length == 126) {
    if (data.size() < 4) return 0;
    length = static_cast<std::size_t>(byte(data, 2)) << 8 | byte(data, 3);
    head = 4;
  }
  const std::size_t end = head + mask_size + length;
  if (data.size() < end) return 0;
  out += data[0];
  out += static_cast<char>(byte(data, 1) & 0x7f);
  out += data.substr(2, head - 2);
  for (std::size_t i = 0; i < length; ++i) {
    out += static_cast<char>(byte(data, head + mask_size + i) ^ byte(data, head + i % mask_size));
  }
  return end;
}

/// False when the connection has ended.
bool serve(int fd, Connection& connection) {
  static std::array<char, std::size_t{64} * 1024> buffer;
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got <= 0) return false;
  connection.pending.append(buffer.data(), static_cast<std::size_t>(got));
  std::string out;
  if (!connection.open) {
    if (!connection.pending.ends_with("\r\n\r\n")) return true;
    connection.open = true;
    connection.pending.clear();
    out = bench::handshake;
  } else {
    std::size_t done = 0;
    while (const auto length = echo(std::string_view(connection.pending).substr(done), out)) done += length;
    connection.pending.erase(0, done);
  }
  return out.empty() || ::write(fd, out.data(), out.size()) == static_cast<ssize_t>(out.size());
}

}  // namespace

int main() {
  const int epoll = ::epoll_create1(0);
  const int listener = bench::listen_and_say(epoll);

  std::unordered_map<int, Connection> connections;
  std::array<epoll_event, 256> events;
  while (true) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        bench::accept_and_watch(epoll, listener);
      } else if (!serve(fd, connections[fd])) {
        connections.erase(fd);
        ::close(fd);
      }
    }
  }
}
