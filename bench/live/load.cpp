// live_load SERVER inc|one|all|echo: starts the server on a core of its own, keeps WebSockets busy with one
// click each, and prints {"rate": …, "bytes": …}: the events per second of the server's CPU time, which is
// what the load's share of the machine does not change, and the length of the answer to click 100.
//
//   inc   64 counters
//   one   8 tables of 1,000 rows, of which each click changes one row
//   all   the same, each click changing all rows
//   echo  64 connections to a loop that sends each frame of `inc` back

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

constexpr auto warm_up = 300ms;
constexpr auto measured = 1500ms;

struct Work {
  std::string_view name;
  std::size_t connections;
  std::string_view event;
  std::string_view path;  ///< empty: there are no pages
};
constexpr Work works[] = {
    {"inc", 64, "inc", "/"}, {"one", 8, "one", "/rows"}, {"all", 8, "all", "/rows"}, {"echo", 64, "inc", ""}};

class Load {
 public:
  Load(int port, const Work& work) : work_(work), epoll_(::epoll_create1(0)) {
    const bench::Client pages(port);
    for (std::size_t i = 0; i < work.connections; ++i) {
      bench::Client client(port);
      std::string topic =
          work.path.empty() ? bench::open_bare(client, i) : bench::open_page(client, pages, work.path);
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
    std::array<epoll_event, 64> events;
    while (Clock::now() < end) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), 1000);
      for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
        answers += answered(all_[events[i].data.u64]);
      }
    }
    return answers;
  }

  /// Of the text that answers a page's click 100: numbers that are as long in any two runs.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Page {
    bench::Client client;
    std::string topic;
    std::string pending;
    std::size_t clicks;
  };

  void ask(Page& page) const { page.client.send(bench::click(page.topic, work_.event, page.clicks++)); }

  /// Whether that was a whole answer; asks again then.
  bool answered(Page& page) {
    page.client.receive(page.pending);
    if (bench::frame_length(page.pending) == 0) return false;
    // Each answer must hold what the click made of the page.
    if (!work_.path.empty() && !page.pending.contains(change(page.clicks))) {
      std::fprintf(stderr, "not the answer to click %zu: %s\n", page.clicks, page.pending.c_str());
      std::exit(1);
    }
    if (page.clicks == 100) bytes_ = bench::frame_text(page.pending).size();
    page.pending.clear();
    ask(page);
    return true;
  }

  std::string change(std::size_t clicks) const {
    const std::string value = "\"" + std::to_string(clicks) + "\"";
    if (work_.name == "inc") return "\"diff\":{\"0\":" + value;
    const std::size_t row = work_.name == "one" ? (clicks - 1) % 1000 : 999;
    return "\"" + std::to_string(row) + "\":{\"2\":" + value + "}";
  }

  const Work& work_;
  int epoll_;
  std::vector<Page> all_;
  std::size_t bytes_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const Work* work = nullptr;
  for (const Work& each : works) {
    if (argc == 3 && each.name == argv[2]) work = &each;
  }
  if (work == nullptr) {
    std::fprintf(stderr, "usage: live_load SERVER inc|one|all|echo\n");
    return 2;
  }
  const unsigned cores = std::thread::hardware_concurrency();
  const bench::ServerProcess server({argv[1]}, 0u);
  if (cores > 1) bench::pin_to(1);
  Load load(server.port(), *work);
  load.run(warm_up);
  const double before = server.cpu();
  const std::size_t answers = load.run(measured);
  std::printf("{\"rate\": %.0f, \"bytes\": %zu}\n", static_cast<double>(answers) / (server.cpu() - before),
              load.bytes());
}
