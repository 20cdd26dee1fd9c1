// call_1, call_64, call_1000
#include <vector>

#include "counter.hpp"

namespace bench {
namespace {

using namespace caf;

struct CallerState {
  std::vector<actor> servers;
  std::size_t at = 0;
  int left = 0;
};
using Caller = stateful_actor<CallerState>;

void call_next(Caller* self) {
  CallerState& state = self->state;
  if (state.left-- == 0) return;
  self->request(state.servers[state.at], std::chrono::seconds(5), add_atom::value).then([=](int) {
    call_next(self);
  });
  if (++state.at == state.servers.size()) state.at = 0;
}

/// Calls the servers in turn, beginning with `first`.
void caller(Caller* self, const std::vector<actor>& servers, std::size_t first, int count) {
  self->state.servers = servers;
  self->state.at = first;
  self->state.left = count;
  call_next(self);
}

void measure(actor_system& system, std::string_view row, std::size_t servers, std::size_t callers,
             int count) {
  const Stopwatch watch;
  std::vector<actor> all;
  for (std::size_t i = 0; i < servers; ++i) all.push_back(system.spawn(counter, 0));
  const int each = count / static_cast<int>(callers);
  scoped_actor self(system);
  for (std::size_t i = 0; i < callers; ++i) {
    self->spawn<monitored>(caller, all, i * servers / callers, each);
  }
  for (std::size_t i = 0; i < callers; ++i) self->receive([](const down_msg&) {});
  int sum = 0;
  for (const actor& server : all) {
    self->request(server, infinite, get_atom::value)
        .receive([&](int value) { sum += value; }, [](const error&) {});
    self->send(server, stop_atom::value);
  }
  check(sum == each * static_cast<int>(callers), "calls were lost");
  print_rate(row, count, watch);
}

}  // namespace

void call_1(actor_system& system, int count) { measure(system, "call_1", 1, 1, count); }
void call_64(actor_system& system, int count) { measure(system, "call_64", 1, 64, count); }
void call_1000(actor_system& system, int count) { measure(system, "call_1000", 1000, 64, count); }

}  // namespace bench
