// live_crowd ROW SERVER: starts the server on a core of its own, opens many pages, and prints one figure.
//
//   idle       5,000 counters that nobody touches: bytes of the server's resident memory for each, its
//              connection included
//   idle_rows  500 tables of 1,000 rows, likewise
//   open       4,000 counters are opened, clicked once and left, 16 at a time: how many per second of the
//              server's CPU time
//   told       10,000 pages that show a number, one of which has all of them told of another one, again and
//              again: pages told per second of the server's CPU time
//   told_bare  the same of a loop that only writes the frames

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/support/listener.hpp"
#include "bench/support/server_process.hpp"
#include "page.hpp"

namespace {

using bench::Client;
using bench::ServerProcess;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds settling{500};
constexpr std::size_t members = 10'000;
constexpr int tellings = 20;
constexpr std::size_t openers = 16;
constexpr std::size_t opened_by_each = 250;

struct Page {
  Client client;
  std::string topic;
  std::string pending = {};
};

double bytes_each(const ServerProcess& server, std::string_view path, std::size_t warm_up,
                  std::size_t count) {
  const Client loader(server.port());
  std::vector<Page> pages;
  const auto grow = [&](std::size_t size) {
    while (pages.size() < size) {
      Client client(server.port());
      std::string topic = bench::open_page(client, loader, path);
      pages.push_back({std::move(client), std::move(topic)});
    }
    std::this_thread::sleep_for(settling);
    return static_cast<double>(server.resident_bytes());
  };
  const double before = grow(warm_up);  // what the server needs once is not counted
  return (grow(warm_up + count) - before) / static_cast<double>(count);
}

void open_and_leave(int port, std::size_t count) {
  const Client pages(port);
  for (std::size_t i = 0; i < count; ++i) {
    const Client client(port);
    client.send(bench::click(bench::open_page(client, pages, "/"), "inc", 0));
    std::string answer;
    while (bench::frame_length(answer) == 0) client.receive(answer);
    if (!answer.contains(R"("diff":{"0":"1"})")) bench::give_up("not the first diff");
  }
}

double opening_rate(const ServerProcess& server) {
  open_and_leave(server.port(), 100);
  const double before = server.cpu();
  std::vector<std::jthread> all;
  for (std::size_t i = 0; i < openers; ++i) all.emplace_back(&open_and_leave, server.port(), opened_by_each);
  all.clear();
  return static_cast<double>(openers * opened_by_each) / (server.cpu() - before);
}

/// Pages that are all told of what happens on one of them.
class Audience {
 public:
  Audience(int port, bool bare) : epoll_(::epoll_create1(0)) {
    const Client loader(port);
    for (std::size_t i = 0; i < members; ++i) {
      Client client(port);
      std::string topic = bare ? join_bare(client, i) : bench::open_page(client, loader, "/told");
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd(), &event);
      pages_.push_back({std::move(client), std::move(topic)});
    }
  }
  ~Audience() { ::close(epoll_); }
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;

  /// Until every page has what one of them told, and that one its reply.
  void tell() {
    pages_.front().client.send(bench::click(pages_.front().topic, "tell", ++told_));
    const std::string change = R"("diff",{"0":")" + std::to_string(told_) + "\"}";
    std::size_t missing = pages_.size();
    bool replied = false;
    std::array<epoll_event, 256> events;
    while (missing > 0 || !replied) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), 10'000);
      if (count <= 0) bench::give_up("not all pages were told");
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        Page& page = pages_[events[i].data.u64];
        page.client.receive(page.pending);
        std::size_t length = 0;
        for (; (length = bench::frame_length(page.pending)) != 0; page.pending.erase(0, length)) {
          if (bench::frame_text(page.pending).contains(change)) {
            --missing;
          } else {
            replied = true;
          }
        }
      }
    }
  }

 private:
  static std::string join_bare(const Client& client, std::size_t number) {
    std::string topic = bench::open_bare(client, number);
    client.send(bench::frame(R"(["1","1",")" + topic + R"(","phx_join",{}])"));
    std::string answer;
    while (bench::frame_length(answer) == 0) client.receive(answer);
    return topic;
  }

  int epoll_;
  std::vector<Page> pages_;
  std::size_t told_ = 0;
};

double telling_rate(const ServerProcess& server, bool bare) {
  Audience audience(server.port(), bare);
  for (int i = 0; i < 3; ++i) audience.tell();
  const double before = server.cpu();
  for (int i = 0; i < tellings; ++i) audience.tell();
  return static_cast<double>(members) * tellings / (server.cpu() - before);
}

double measure(std::string_view row, const ServerProcess& server) {
  if (row == "idle") return bytes_each(server, "/", 500, 5000);
  if (row == "idle_rows") return bytes_each(server, "/rows", 20, 500);
  if (row == "open") return opening_rate(server);
  return telling_rate(server, row == "told_bare");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: live_crowd idle|idle_rows|open|told|told_bare SERVER\n");
    return 2;
  }
  bench::allow_all_files();
  const ServerProcess server({argv[2]}, 0U);
  if (std::thread::hardware_concurrency() > 1) bench::pin_to(1);
  std::printf("%.0f\n", measure(argv[1], server));
}
