// memory, spawn
#include <vector>

#include "anqa/runtime/process.hpp"
#include "counter.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

struct Stop {};

Task<std::vector<Server<Counter>>> start_counters(int count) {
  std::vector<Server<Counter>> servers;
  servers.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) servers.push_back(start<Counter>(i));
  co_return servers;
}

Task<long> sum_of(std::vector<Server<Counter>> servers) {
  long sum = 0;
  for (const Server<Counter>& server : servers) sum += co_await call(server, Counter::Get{});
  co_return sum;
}

Task<void> until_stopped() { co_await receive<Stop>(); }

Task<void> spawn_and_stop(int count) {
  std::vector<Pid> pids;
  for (int i = 0; i < count; ++i) {
    pids.push_back(spawn_monitor(&until_stopped).pid);
  }
  for (Pid pid : pids) send(pid, Stop{});
  for (int i = 0; i < count; ++i) {
    check((co_await receive<Down>())->reason == ExitReason::normal, "a process ended otherwise than normal");
  }
}

}  // namespace

void memory(System& system, int count) {
  // The list of addresses is the benchmark's own; so that it is not counted, its pages are touched before.
  std::vector<Server<Counter>> servers(static_cast<std::size_t>(count), Server<Counter>(Pid{1, 1}));
  const double before = resident_bytes();
  auto started = system.run(&start_counters, count);
  const double list = static_cast<double>(started.size() * sizeof(Server<Counter>));
  print("memory", (resident_bytes() - before - list) / count);
  check(system.run(&sum_of, std::move(started)) == long{count} * (count - 1) / 2, "a server lost its state");
}

void spawn(System& system, int count) {
  const Stopwatch watch;
  system.run(&spawn_and_stop, count);
  print_rate("spawn", count, watch);
}

}  // namespace bench
