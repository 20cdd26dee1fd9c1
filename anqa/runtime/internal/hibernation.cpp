#include <utility>

#include "anqa/runtime/internal/watching.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

/// Comes to a process that has a hibernate_after, each time that it has passed.
struct IdleCheck : Envelope {
  explicit IdleCheck(std::uint64_t handlers_begun);
  std::uint64_t reductions;
};

std::string_view idle_name() { return "hibernate_after"; }

Task<void> check(Process&, Envelope& envelope) {
  ProcessCore& core = require_core("hibernate_after");
  --core.reductions;
  if (core.reductions == static_cast<IdleCheck&>(envelope).reductions) {
    hibernate(core);
  } else {
    watch_for_idleness(core);
  }
  return {};
}

const EnvelopeType idle_type{EnvelopeKind::system,         nullptr, &idle_name,
                             &destroy_envelope<IdleCheck>, &check,  nullptr};
IdleCheck::IdleCheck(std::uint64_t handlers_begun) : Envelope(idle_type), reductions(handlers_begun) {}

}  // namespace

void watch_for_idleness(ProcessCore& core) {
  Extras& extras = extras_of(core);
  forget_timer(std::exchange(extras.idle_check, {}));
  if (extras.hibernate_after > Duration::zero())
    extras.idle_check =
        start_timer(extras.hibernate_after, core.pid(), make_envelope<IdleCheck>(core.reductions));
}

void stop_timers(Extras& extras) {
  forget_timer(std::exchange(extras.timeout, {}));
  forget_timer(std::exchange(extras.idle_check, {}));
}

void hibernate(ProcessCore& core) {
  if (core.behaviour->hibernate) core.behaviour->hibernate(*core.object);
  Extras& extras = extras_of(core);
  extras.hibernated = true;
  core.watched = true;  // before_handler() sees it wake
  Relations& relations = *core.relations;
  relations.links.rehash(0);
  relations.monitors.rehash(0);
  relations.exit_hooks.shrink_to_fit();
}

}  // namespace anqa::detail
