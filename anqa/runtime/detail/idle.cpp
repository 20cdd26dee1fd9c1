#include "anqa/runtime/detail/idle.hpp"

#include "anqa/runtime/internal/watching.hpp"

namespace anqa::detail {

IdleTimeout::IdleTimeout(const EnvelopeType& envelope_type)
    : Envelope(envelope_type), handlers_begun(require_core("timeout_after()").reductions) {}

bool IdleTimeout::came_first() const {
  ProcessCore& core = require_core("timeout_after()");
  if (core.reductions == handlers_begun + 1) return true;
  --core.reductions;
  return false;
}

void start_idle_timeout(Duration after, IdleTimeout* timeout) {
  ProcessCore& core = require_core("timeout_after()");
  Extras& extras = extras_of(core);
  cancel_timer(std::exchange(extras.timeout, {}));
  extras.timeout = start_timer(after, core.pid(), timeout);
}

void cancel_idle_timeout() {
  ProcessCore& core = require_core("cancel_timeout()");
  if (!core.relations || !core.relations->extras) return;
  cancel_timer(std::exchange(core.relations->extras->timeout, {}));
  // One that lies in the mailbox is made too late: handlers_begun no longer fits.
  ++core.reductions;
}

void hibernate_after_handler() {
  ProcessCore& core = require_core("hibernate()");
  extras_of(core).hibernate_soon = true;
  core.watched = true;
}

}  // namespace anqa::detail
