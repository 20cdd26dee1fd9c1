// The limit: an epoll loop on one thread that keeps the topic of each connection that joined. Whatever else
// arrives has it write to each connection the frame by which a live page is told of one number: the same
// frames as ours, with nothing found out and nothing rendered.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bench/support/listener.hpp"
#include "bench/web/crowd_messages.hpp"

namespace {

struct Member {
  int fd;
  std::string before;  ///< what stands before the number in its message
};

std::string topic_of(std::string_view join) {
  const auto begin = join.find("lv:");
  return std::string(join.substr(begin, join.find('"', begin) - begin));
}

}  // namespace

int main() {
  std::vector<bool> is_open(bench::allow_all_files());  // by descriptor
  const int epoll = ::epoll_create1(0);
  const int listener = bench::listen_and_say(epoll);

  std::vector<Member> members;
  int told = 0;
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
        ::close(fd);
        continue;
      }
      const std::string_view data(buffer.data(), static_cast<std::size_t>(got));
      if (!is_open[static_cast<std::size_t>(fd)]) {
        is_open[static_cast<std::size_t>(fd)] = true;
        bench::write_all(fd, bench::handshake);
      } else if (const std::string text = bench::unmasked(data); text.contains("phx_join")) {
        members.push_back({fd, R"(["1",null,")" + topic_of(text) + R"(","diff",{"0":")"});
        bench::write_all(fd, bench::sent("[]"));
      } else {
        const std::string number = std::to_string(++told);
        for (const Member& member : members) {
          bench::write_all(member.fd, bench::sent(member.before + number + "\"}]"));
        }
        bench::write_all(fd, bench::sent("[]"));
      }
    }
  }
}
