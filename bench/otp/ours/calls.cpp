// call_1, call_64, call_1000
#include <vector>

#include "anqa/runtime/process.hpp"
#include "counter.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;
using Servers = std::vector<Server<Counter>>;

/// Calls the servers in turn, beginning with `first`; each call waits 5 s at most, as everywhere.
Task<void> caller(Servers servers, std::size_t first, int count, Pid to) {
  std::size_t at = first;
  for (int i = 0; i < count; ++i) {
    co_await call(servers[at], Counter::Add{});
    if (++at == servers.size()) at = 0;
  }
  send(to, Done{});
}

Task<void> call_servers(std::size_t servers, std::size_t callers, int count) {
  Servers all;
  for (std::size_t i = 0; i < servers; ++i) all.push_back(start<Counter>(0));
  const int each = count / static_cast<int>(callers);
  for (std::size_t i = 0; i < callers; ++i) anqa::spawn(&caller, all, i * servers / callers, each, self());
  co_await wait_for_done(static_cast<int>(callers));
  int sum = 0;
  for (const Server<Counter>& server : all) sum += co_await call(server, Counter::Get{});
  check(sum == each * static_cast<int>(callers), "calls were lost");
}

void measure(System& system, std::string_view row, std::size_t servers, std::size_t callers, int count) {
  const Stopwatch watch;
  system.run(&call_servers, servers, callers, count);
  print_rate(row, count, watch);
}

}  // namespace

void call_1(System& system, int count) { measure(system, "call_1", 1, 1, count); }
void call_64(System& system, int count) { measure(system, "call_64", 1, 64, count); }
void call_1000(System& system, int count) { measure(system, "call_1000", 1000, 64, count); }

}  // namespace bench
