#include "anqa/otp/partition_supervisor.hpp"

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

class Worker : public GenServer {
 public:
  struct Which {
    using Reply = std::size_t;
  };
  struct Boom {};
  explicit Worker(std::size_t partition = 1000) : partition_(partition) {}
  std::size_t handle_call(const Which&) const { return partition_; }
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }

 private:
  std::size_t partition_;
};

Server<PartitionSupervisor> start_pool(std::size_t partitions) {
  return start_link<PartitionSupervisor>(
      {.name = "pool",
       .child = [](std::size_t partition) { return child<Worker>(partition); },
       .partitions = partitions});
}

Task<std::size_t> ask(std::uint64_t key) {
  co_return co_await call(PartitionSupervisor::server<Worker>("pool", key), Worker::Which{});
}

}  // namespace

PROCESS_TEST(PartitionSupervisor, SharesKeysOut) {
  auto pool = start_pool(4);
  EXPECT_EQ((co_await PartitionSupervisor::count_children(pool)).active, 4U);
  EXPECT_EQ(PartitionSupervisor::partitions("pool"), 4U);
  for (std::uint64_t key = 0; key < 8; ++key) EXPECT_EQ(co_await ask(key), key % 4);
  EXPECT_EQ(PartitionSupervisor::server<Worker>("pool", -5).pid(), whereis("pool/1"));
  std::set<Pid> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string key = "user " + std::to_string(i);
    const Pid pid = PartitionSupervisor::server<Worker>("pool", key).pid();
    EXPECT_EQ(PartitionSupervisor::server<Worker>("pool", std::string_view(key)).pid(), pid);
    seen.insert(pid);
  }
  EXPECT_EQ(seen.size(), 4U);
}

PROCESS_TEST(PartitionSupervisor, APartitionIsFoundAgainAfterItsRestart) {
  LogCapture log;
  auto pool = start_pool(2);
  co_await PartitionSupervisor::count_children(pool);
  auto server = PartitionSupervisor::server<Worker>("pool", 1);
  const Pid before = server.pid();
  cast(server, Worker::Boom{});
  co_await down(before);
  co_await sleep_for(1ms);
  EXPECT_NE(server.pid(), before);
  EXPECT_EQ(co_await call(server, Worker::Which{}), 1U);
}

PROCESS_TEST(PartitionSupervisor, OneSpecForAllAndSchedulersByDefault) {
  auto pool = start_link<PartitionSupervisor>({.name = "rooms", .child = child<DynamicSupervisor>()});
  co_await PartitionSupervisor::count_children(pool);
  EXPECT_EQ(PartitionSupervisor::partitions("rooms"), System::current().scheduler().threads());
  auto room = co_await DynamicSupervisor::start_child(
      PartitionSupervisor::server<DynamicSupervisor>("rooms", "lobby"), child<Worker>(std::size_t{7}));
  EXPECT_EQ(co_await call(Server<Worker>(*room), Worker::Which{}), 7U);
}

PROCESS_TEST(PartitionSupervisor, IsResized) {
  auto pool = start_pool(2);
  co_await PartitionSupervisor::count_children(pool);
  EXPECT_TRUE((co_await PartitionSupervisor::resize("pool", 5)).has_value());
  EXPECT_EQ(PartitionSupervisor::partitions("pool"), 5U);
  EXPECT_EQ(co_await ask(4), 4U);
  const Pid last = whereis("pool/4");
  EXPECT_TRUE((co_await PartitionSupervisor::resize("pool", 1)).has_value());
  EXPECT_FALSE(is_alive(last));
  EXPECT_EQ(co_await ask(4), 0U);
  EXPECT_EQ(co_await PartitionSupervisor::count_children(pool), (ChildCount{1, 1, 0, 1}));
  auto none = co_await PartitionSupervisor::resize("pool", 0);
  EXPECT_EQ(none.error().message, "PartitionSupervisor \"pool\" cannot have 0 partitions; 1 is the least");
}

PROCESS_TEST(PartitionSupervisor, IsGoneWithItsProcess) {
  auto refused = [](std::string_view name) -> std::string {
    try {
      PartitionSupervisor::server<Worker>(name, 1);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(refused("pool"), ::testing::HasSubstr("no PartitionSupervisor \"pool\" is running"));
  trap_exit();
  auto pool = start_pool(2);
  EXPECT_EQ(refused("pool"), "");
  exit(pool.pid(), ExitReason::shutdown);
  co_await down(pool.pid());
  EXPECT_NE(refused("pool"), "");
}
