// restart: CAF has no supervisor; an actor that monitors its child and spawns another when that is down
#include <stdexcept>

#include "rows.hpp"

namespace bench {
namespace {

using namespace caf;

/// Tells who waits for it that it is there; ends by an exception when told to.
behavior fragile(event_based_actor* self, const actor& watcher) {
  // The default handler prints what was thrown.
  self->set_exception_handler([](std::exception_ptr&) -> error { return sec::runtime_error; });
  self->send(watcher, started_atom::value, actor_cast<actor>(self));
  return {[](crash_atom) { throw std::runtime_error("boom"); }};
}

behavior supervisor(event_based_actor* self, actor watcher) {
  self->set_down_handler([=](const down_msg&) { self->spawn<monitored>(fragile, watcher); });
  self->spawn<monitored>(fragile, watcher);
  return {[=](stop_atom) { self->quit(); }};
}

struct WatcherState {
  int left = 0;
  actor child;
};

behavior watcher(stateful_actor<WatcherState>* self, int count) {
  self->state.left = count;
  const actor above = self->spawn(supervisor, actor_cast<actor>(self));
  return {[=](started_atom, actor child) {
    check(child != self->state.child, "the child was not started again");
    self->state.child = child;
    if (self->state.left-- > 0) {
      self->send(child, crash_atom::value);
      return;
    }
    self->send(above, stop_atom::value);
    self->send_exit(child, exit_reason::user_shutdown);
    self->quit();
  }};
}

void measure(actor_system& system, std::string_view row, int count) {
  const Stopwatch watch;
  system.spawn(watcher, count);
  until_all_ended(system);
  print_rate(row, count, watch);
}

}  // namespace

void restart(actor_system& system, int count) { measure(system, "restart", count); }
void restart_few(actor_system& system, int count) { measure(system, "restart_few", count); }

}  // namespace bench
