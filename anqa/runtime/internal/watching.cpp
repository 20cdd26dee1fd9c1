#include "anqa/runtime/internal/watching.hpp"

#include "anqa/base/log.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/trace.hpp"

namespace anqa::detail {
namespace {

void report(const Extras& extras, const TraceEvent& event) {
  if (extras.traces_to_log) log_info("trace: " + event.to_string());
  // What traces itself would be told of being told.
  if (extras.tracer && extras.tracer != event.pid) send(extras.tracer, event);
}

TraceEvent event_of(const ProcessCore& core, TraceEvent::Kind kind, const Envelope& envelope) {
  return {.pid = core.pid(),
          .kind = kind,
          .message = std::string(envelope.type->name()),
          .at = System::current().scheduler().now()};
}

bool is_system(const ProcessCore& core) { return core.current->type->kind == EnvelopeKind::system; }

}  // namespace

void FreeExtras::operator()(Extras* extras) const { delete extras; }

Extras& extras_of(ProcessCore& core) {
  Relations& relations = relations_of(core);
  if (!relations.extras) relations.extras.reset(new Extras);
  return *relations.extras;
}

void message_received(ProcessCore& core, const Envelope& envelope) {
  const Extras& extras = extras_of(core);
  if (extras.traced()) report(extras, event_of(core, TraceEvent::Kind::received, envelope));
}

void before_handler(ProcessCore& core) {
  if (is_system(core)) return;
  Extras& extras = extras_of(core);
  if (std::exchange(extras.hibernated, false)) {
    watch_for_idleness(core);
    core.watched = extras.traced();
  }
  if (!extras.traced()) return;
  extras.handler_began = System::current().scheduler().now();
  report(extras, event_of(core, TraceEvent::Kind::handling, *core.current));
}

void after_watched_handler(ProcessCore& core) {
  Extras& extras = extras_of(core);
  if (extras.traced() && !is_system(core)) {
    TraceEvent event = event_of(core, TraceEvent::Kind::handled, *core.current);
    event.took = event.at - extras.handler_began;
    report(extras, event);
  }
  if (std::exchange(extras.hibernate_soon, false)) hibernate(core);
}

void watched_exit(Pid pid, const Extras& extras, const ExitReason& reason) {
  if (!extras.traced()) return;
  report(extras, {.pid = pid,
                  .kind = TraceEvent::Kind::exited,
                  .at = System::current().scheduler().now(),
                  .reason = reason});
}

}  // namespace anqa::detail
