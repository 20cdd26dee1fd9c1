#include "anqa/runtime/callers.hpp"

#include "anqa/runtime/detail/record_callers.hpp"
#include "anqa/runtime/internal/relations.hpp"

namespace anqa {
namespace detail {
namespace {

thread_local const Callers* acting_for = nullptr;

bool has_callers(const ProcessCore& core) {
  return (core.relations && core.relations->callers) || (core.behaviour && core.behaviour->has_caller);
}

std::vector<Pid> callers_of(const ProcessCore& core) {
  if (core.relations && core.relations->callers) return *core.relations->callers;
  // A task whose owner has no callers: that owner is all, and recorded as its parent.
  if (core.behaviour && core.behaviour->has_caller && core.parent) return {core.parent};
  return {};
}

Callers with_callers_of(const ProcessCore& core) {
  std::vector<Pid> list = callers_of(core);
  list.insert(list.begin(), core.pid());
  return std::make_shared<const std::vector<Pid>>(std::move(list));
}

}  // namespace

Callers callers_to_pass_on() { return with_callers_of(require_core("callers()")); }
Callers callers_to_pass_on_if_any() {
  const ProcessCore* core = current_core();
  return core && has_callers(*core) ? with_callers_of(*core) : nullptr;
}

OnBehalfOf::OnBehalfOf(Callers callers)
    : callers_(std::move(callers)), before_(std::exchange(acting_for, &callers_)) {}
OnBehalfOf::~OnBehalfOf() { acting_for = before_; }

void record_callers() {
  ProcessCore& core = require_core("record_callers()");
  if (has_callers(core)) return;
  relations_of(core).callers = std::make_shared<const std::vector<Pid>>();
}

void inherit_callers(ProcessCore& fresh, const ProcessCore* starter) {
  if (acting_for) {
    relations_of(fresh).callers = *acting_for;
  } else if (starter && has_callers(*starter)) {
    relations_of(fresh).callers = with_callers_of(*starter);
  }
}

}  // namespace detail

std::vector<Pid> callers() { return detail::callers_of(detail::require_core("callers()")); }

}  // namespace anqa
