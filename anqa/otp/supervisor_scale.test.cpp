#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/system.hpp"

using namespace anqa;

/// Very many children, on the threads of a real scheduler.

namespace {

struct Started {};

class Leaf : public GenServer {
 public:
  struct Finish {};
  explicit Leaf(Pid test) { send(test, Started{}); }
  void handle_cast(const Finish&) { stop(ExitReason("done")); }
};

/// Every child dies at the same time, and is back.
template <class S>
Task<void> all_die_and_come_back(Server<S> supervisor, std::size_t count) {
  std::vector<Pid> first;
  for (const ChildInfo& info : co_await S::which_children(supervisor)) first.push_back(info.pid);
  EXPECT_EQ(first.size(), count);
  for (Pid pid : first) cast(Server<Leaf>(pid), Leaf::Finish{});
  for (std::size_t started = 0; started < 2 * count; ++started) co_await receive<Started>();
  std::size_t restarted = 0;
  for (const ChildInfo& info : co_await S::which_children(supervisor)) restarted += info.restarts;
  EXPECT_EQ(restarted, count);
  EXPECT_EQ((co_await S::count_children(supervisor)).active, count);
  std::vector<Pid> second;
  for (const ChildInfo& info : co_await S::which_children(supervisor)) second.push_back(info.pid);
  exit(supervisor.pid(), ExitReason::shutdown);
  co_await down(supervisor.pid());
  std::size_t alive = 0;
  for (Pid pid : second) alive += is_alive(pid) ? 1 : 0;
  EXPECT_EQ(alive, 0U);
}

Task<void> ten_thousand() {
  constexpr std::size_t count = 10'000;
  Supervisor::Spec spec{.max_restarts = 1'000'000};
  for (std::size_t i = 0; i < count; ++i) spec.children.push_back(child<Leaf>(self()).id(std::to_string(i)));
  co_await all_die_and_come_back(start<Supervisor>(std::move(spec)), count);
}

Task<void> ten_thousand_that_come_and_go() {
  constexpr std::size_t count = 10'000;
  auto supervisor = start<DynamicSupervisor>(DynamicSupervisor::Options{.max_restarts = 1'000'000});
  const ChildSpec leaf = child<Leaf>(self());
  for (std::size_t i = 0; i < count; ++i) co_await DynamicSupervisor::start_child(supervisor, leaf);
  co_await all_die_and_come_back(supervisor, count);
}

Task<void> ten_thousand_that_are_forgotten() {
  constexpr std::size_t count = 10'000;
  Supervisor::Spec spec;
  for (std::size_t i = 0; i < count; ++i) {
    spec.children.push_back(child<Leaf>(self()).id(std::to_string(i)).restart(temporary));
  }
  auto supervisor = start<Supervisor>(std::move(spec));
  for (const ChildInfo& info : co_await Supervisor::which_children(supervisor)) {
    cast(Server<Leaf>(info.pid), Leaf::Finish{});
  }
  while ((co_await Supervisor::count_children(supervisor)).specs > 0) co_await yield();
}

}  // namespace

TEST(SupervisorScale, TenThousandChildrenDieAtOnce) {
  LogCapture log;
  set_log_level(LogLevel::off);
  System().run(&ten_thousand);
  System().run(&ten_thousand_that_come_and_go);
  System().run(&ten_thousand_that_are_forgotten);
  set_log_level(LogLevel::info);
}
