// live_load SERVER live|echo: starts the server on a core of its own, keeps 64 WebSockets busy with one click
// each, and prints the events per second of the server's CPU time, which is what the load's share of the
// machine does not change.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/support/server_process.hpp"
#include "page.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t connections = 64;
constexpr auto warm_up = 300ms;
constexpr auto measured = 1500ms;

class Load {
 public:
  Load(int port, bool live) : epoll_(::epoll_create1(0)), live_(live) {
    for (std::size_t i = 0; i < connections; ++i) {
      bench::Client client(port);
      std::string topic = bench::open_page(client, port, live);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd(), &event);
      all_.push_back({std::move(client), std::move(topic), {}, 0});
      ask(all_.back());
    }
  }
  ~Load() { ::close(epoll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Keeps every connection busy for so long; returns how many events were answered.
  std::size_t run(Clock::duration length) {
    const auto end = Clock::now() + length;
    std::size_t answers = 0;
    std::array<epoll_event, connections> events;
    while (Clock::now() < end) {
      const int count = ::epoll_wait(epoll_, events.data(), connections, 1000);
      for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
        answers += answered(all_[events[i].data.u64]);
      }
    }
    return answers;
  }

 private:
  struct Page {
    bench::Client client;
    std::string topic;
    std::string pending;
    std::size_t clicks;
  };

  static void ask(Page& page) { page.client.send(bench::click(page.topic, page.clicks++)); }

  /// Whether that was a whole answer; asks again then.
  bool answered(Page& page) const {
    page.client.receive(page.pending);
    if (bench::frame_length(page.pending) == 0) return false;
    // Each answer must hold the count that the click made of it.
    if (live_ && !page.pending.contains("\"diff\":{\"0\":\"" + std::to_string(page.clicks) + "\"")) {
      std::fprintf(stderr, "not the answer to click %zu: %s\n", page.clicks, page.pending.c_str());
      std::exit(1);
    }
    page.pending.clear();
    ask(page);
    return true;
  }

  int epoll_;
  bool live_;
  std::vector<Page> all_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: live_load SERVER live|echo\n");
    return 2;
  }
  const unsigned cores = std::thread::hardware_concurrency();
  const bench::ServerProcess server({argv[1]}, 0u);
  if (cores > 1) bench::pin_to(1);
  Load load(server.port(), std::string_view(argv[2]) == "live");
  load.run(warm_up);
  const double before = server.cpu();
  const std::size_t answers = load.run(measured);
  std::printf("%.0f\n", static_cast<double>(answers) / (server.cpu() - before));
}
