// Our side of the group `otp`: see group.mjs, and beam_bench.erl, which does the same in Erlang.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <vector>

#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace {

using namespace anqa;

constexpr int spawns = 200'000;
constexpr int idle = 100'000;
constexpr int round_trips = 300'000;
constexpr int calls = 300'000;

struct Done {};
struct Ping {
  Pid from;
};
struct Pong {};

class Counter : public GenServer {
 public:
  struct Add {
    using Reply = int;
  };
  explicit Counter(int start) : count_(start) {}
  int handle_call(const Add&) { return count_++; }

 private:
  int count_;
};

Task<void> wait_for(int count) {
  for (int i = 0; i < count; ++i) co_await receive<Done>();
}

Task<void> say_done(Pid to) {
  send(to, Done{});
  co_return;
}

Task<void> spawn_all() {
  for (int i = 0; i < spawns; ++i) spawn(&say_done, self());
  co_await wait_for(spawns);
}

Task<void> pong() {
  for (int i = 0; i < round_trips; ++i) send((co_await receive<Ping>())->from, Pong{});
}

Task<void> ping_pong() {
  Pid other = spawn(&pong);
  for (int i = 0; i < round_trips; ++i) {
    send(other, Ping{self()});
    co_await receive<Pong>();
  }
}

Task<void> caller(Server<Counter> server, int count, Pid to) {
  for (int i = 0; i < count; ++i) co_await call(server, Counter::Add{});
  send(to, Done{});
}

Task<void> call_from(int callers) {
  auto server = start<Counter>(0);
  for (int i = 0; i < callers; ++i) spawn(&caller, server, calls / callers, self());
  co_await wait_for(callers);
  exit(server.pid(), ExitReason::shutdown);
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What the operating system says that the program grew by: everything counts, also what the allocator keeps.
double memory_per_idle(System& system) {
  const double before = resident_bytes();
  system.run([]() -> Task<void> {
    for (int i = 0; i < idle; ++i) start<Counter>(i);
    co_return;
  });
  return (resident_bytes() - before) / idle;
}

template <class Work>
void per_second(const char* name, int count, Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%s %f\n", name, count / took.count());
}

}  // namespace

int main() {
  {
    System system;
    std::printf("memory %f\n", memory_per_idle(system));
  }
  System system;
  per_second("spawn", spawns, [&] { system.run(&spawn_all); });
  per_second("ping_pong", round_trips, [&] { system.run(&ping_pong); });
  per_second("call_1", calls, [&] { system.run(&call_from, 1); });
  per_second("call_64", calls, [&] { system.run(&call_from, 64); });
}
