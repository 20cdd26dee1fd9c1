// Whatever is killed, and whenever: a task never outlives those who wait for it.
#include <algorithm>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/await_many.hpp"
#include "anqa/otp/task_supervisor.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

std::uint64_t draw(std::uint64_t below) { return System::current().scheduler().random() % below; }

/// A tree of tasks, of which some crash and each takes its time.
Task<int> tree(int depth) {
  co_await sleep_for(static_cast<std::int64_t>(draw(5)) * 1ms);
  if (draw(40) == 0) throw std::runtime_error("boom");
  if (depth == 0) co_return 1;
  std::vector<Async<int>> below;
  for (int i = 0; i < 3; ++i) below.push_back(async(&tree, depth - 1));
  co_await sleep_for(static_cast<std::int64_t>(draw(5)) * 1ms);
  int sum = 1;
  for (int part : co_await await_many(std::move(below), 20ms)) sum += part;
  co_return sum;
}

Task<void> root(int depth) {
  auto task = async(&tree, depth);
  co_await await(task);
}
Task<void> supervised_root(Server<TaskSupervisor> tasks, int depth) {
  auto task = co_await TaskSupervisor::async_nolink(tasks, &tree, depth);
  static_cast<void>(co_await task.yield(1s));
}

}  // namespace

PROCESS_TEST(AsyncOrphans, AreNotLeftByCrashesAndKills) {
  LogCapture log;
  auto tasks = anqa::start<TaskSupervisor>();
  const auto before = System::current().processes();
  std::vector<Pid> roots;
  for (int i = 0; i < 4; ++i) {
    roots.push_back(spawn(&root, 3));
    roots.push_back(spawn(&supervised_root, tasks, 3));
  }
  for (int i = 0; i < 10; ++i) {
    co_await sleep_for(static_cast<std::int64_t>(draw(2000)) * 1us);
    auto victims = System::current().processes();
    std::erase_if(victims, [&](Pid pid) { return std::ranges::find(before, pid) != before.end(); });
    if (!victims.empty()) exit(victims[draw(victims.size())], ExitReason::kill);
  }
  for (Pid pid : roots) {
    if (draw(2) == 0) exit(pid, ExitReason::kill);
  }
  for (Pid pid : roots) co_await down(pid);
  co_await sleep_for(1ms);
  EXPECT_EQ(System::current().processes(), before);
}
