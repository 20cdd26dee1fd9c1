// task: an actor spawned for one answer, which is asked for with a timeout of 5 s, as Task.await has
#include "rows.hpp"

namespace bench {
namespace {

using namespace caf;

constexpr int width = 100;

behavior worker(event_based_actor* self, int number) {
  return {[=](get_atom) {
    self->quit();
    return number;
  }};
}

struct State {
  int rounds = 0;
  int answered = 0;
  int sum = 0;
};

void next_round(stateful_actor<State>* self) {
  if (self->state.rounds-- == 0) return;
  self->state.answered = 0;
  self->state.sum = 0;
  for (int i = 1; i <= width; ++i) {
    self->request(self->spawn(worker, i), std::chrono::seconds(5), get_atom::value).then([=](int number) {
      self->state.sum += number;
      if (++self->state.answered < width) return;
      check(self->state.sum == width * (width + 1) / 2, "a task was lost");
      next_round(self);
    });
  }
}

void owner(stateful_actor<State>* self, int rounds) {
  self->state.rounds = rounds;
  next_round(self);
}

}  // namespace

void task(actor_system& system, int count) {
  const Stopwatch watch;
  system.spawn(owner, count / width);
  until_all_ended(system);
  print_rate("task", count, watch);
}

}  // namespace bench
