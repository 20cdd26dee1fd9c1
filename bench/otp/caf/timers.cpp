// timers
#include "rows.hpp"

namespace bench {
namespace {

using namespace caf;

struct State {
  int left = 0;
  long sum = 0;
};

/// 100,000 timers for each second.
behavior start_and_await(stateful_actor<State>* self, int count) {
  const int spread = count / 100;
  self->state.left = count;
  for (int i = 0; i < count; ++i) {
    const int milliseconds = 1 + i % spread;
    self->state.sum += milliseconds;
    self->delayed_send(self, std::chrono::milliseconds(milliseconds), tick_atom::value, milliseconds);
  }
  return {[=](tick_atom, int milliseconds) {
    self->state.sum -= milliseconds;
    if (--self->state.left > 0) return;
    check(self->state.sum == 0, "timers were lost");
    self->quit();
  }};
}

}  // namespace

void timers(actor_system& system, int count) {
  const Stopwatch watch;
  system.spawn(start_and_await, count);
  until_all_ended(system);
  print("timers", watch.cpu());
  print("timers.wall", watch.wall());
}

}  // namespace bench
