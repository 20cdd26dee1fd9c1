// memory, spawn
#include <vector>

#include "counter.hpp"

namespace bench {
namespace {

using namespace caf;

behavior until_stopped(event_based_actor* self) {
  return {[=](stop_atom) { self->quit(); }};
}

void spawn_and_stop(stateful_actor<int>* self, int count) {
  self->state = count;
  self->set_down_handler([=](const down_msg& down) {
    check(!down.reason, "an actor ended otherwise than normal");
    if (--self->state == 0) self->quit();
  });
  self->become([](done_atom) {});
  std::vector<actor> actors;
  for (int i = 0; i < count; ++i) actors.push_back(self->spawn<monitored>(until_stopped));
  for (const actor& each : actors) self->send(each, stop_atom::value);
}

}  // namespace

void memory(actor_system& system, int count) {
  std::vector<actor> actors(static_cast<std::size_t>(count), system.spawn(counter, 0));
  for (actor& each : actors) each = nullptr;
  const double before = resident_bytes();
  scoped_actor self(system);
  for (int i = 0; i < count; ++i) actors[static_cast<std::size_t>(i)] = system.spawn(counter, i);
  // An actor begins when it is first run, which the last one has not been before it answers.
  // Without a time limit: a scoped_actor searches all of its limits, also those of answered requests.
  const auto ask = [&](const actor& each) {
    long answer = -1;
    self->request(each, infinite, get_atom::value)
        .receive([&](int value) { answer = value; }, [](const error&) {});
    return answer;
  };
  long sum = 0;
  for (const actor& each : actors) sum += ask(each);
  check(sum == long{count} * (count - 1) / 2, "an actor lost its state");
  print("memory", (resident_bytes() - before) / count);
  for (const actor& each : actors) self->send(each, stop_atom::value);
}

void spawn(actor_system& system, int count) {
  const Stopwatch watch;
  system.spawn(spawn_and_stop, count);
  until_all_ended(system);
  print_rate("spawn", count, watch);
}

}  // namespace bench
