// ping_pong, fan_in
#include "rows.hpp"

namespace bench {
namespace {

using namespace caf;

behavior pong(event_based_actor* self, int count) {
  return {[=](ping_atom, int number) {
    if (number + 1 == count) self->quit();
    return std::make_tuple(pong_atom::value, number);
  }};
}

behavior ping(event_based_actor* self, actor other, int count) {
  self->send(other, ping_atom::value, 0);
  return {[=](pong_atom, int number) {
    if (number + 1 == count) {
      self->quit();
    } else {
      self->send(other, ping_atom::value, number + 1);
    }
  }};
}

void sender(event_based_actor* self, const actor& to, int count) {
  for (int i = 0; i < count; ++i) self->send(to, item_atom::value, i);
}

struct ReceiverState {
  int received = 0;
  long sum = 0;
};

behavior receiver(stateful_actor<ReceiverState>* self, int senders, int each) {
  for (int i = 0; i < senders; ++i) self->spawn(sender, actor_cast<actor>(self), each);
  return {[=](item_atom, int number) {
    self->state.sum += number;
    if (++self->state.received < senders * each) return;
    check(self->state.sum == long{senders} * (long{each} * (each - 1) / 2), "messages were lost");
    self->quit();
  }};
}

}  // namespace

void ping_pong(actor_system& system, int count) {
  const Stopwatch watch;
  system.spawn(ping, system.spawn(pong, count), count);
  until_all_ended(system);
  print_rate("ping_pong", count, watch);
}

void fan_in(actor_system& system, int count) {
  constexpr int senders = 8;
  const Stopwatch watch;
  system.spawn(receiver, senders, count / senders);
  until_all_ended(system);
  print_rate("fan_in", count, watch);
}

}  // namespace bench
