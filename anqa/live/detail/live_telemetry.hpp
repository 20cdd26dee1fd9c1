#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "anqa/live/live_events.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::detail {

/// Of whom, and of what, telemetry is told.
struct LiveStep {
  std::string_view view;  ///< lives as long as the program
  std::string_view event;
  bool connected = true;
};

/// By the clock of the process's system.
TimePoint live_now();
/// Of the exception that is being handled.
struct ThrownNow {
  std::string kind, reason;
};
ThrownNow thrown_now();

template <class E>
bool is_told() {
  return telemetry::detail::slot<E>.wanted.load(std::memory_order_relaxed);
}

template <class Step>
void tell_stop(const LiveStep& step, TimePoint began) {
  telemetry::execute(typename Step::Stop{{}, live_now() - began, step.view, step.event, step.connected});
}
template <class Step>
void tell_exception(const LiveStep& step, TimePoint began) {
  const ThrownNow thrown = thrown_now();
  telemetry::execute(typename Step::Exception{
      {}, live_now() - began, step.view, step.event, step.connected, thrown.kind, thrown.reason});
}

template <class Step>
Task<void> tell_later(Task<void> rest, std::string_view view, std::string event, bool connected,
                      TimePoint began) {
  const LiveStep step{view, event, connected};
  try {
    co_await std::move(rest);
  } catch (...) {
    tell_exception<Step>(step, began);
    throw;
  }
  tell_stop<Step>(step, began);
}

/// What `call` gives, with its beginning and its end told to those who are attached. Costs three loads when
/// nobody is.
template <class Step, class Call>
Task<void> measured(const LiveStep& step, Call&& call) {
  if (!is_told<typename Step::Start>() && !is_told<typename Step::Stop>() &&
      !is_told<typename Step::Exception>()) {
    return call();
  }
  const TimePoint began = live_now();
  telemetry::execute(typename Step::Start{{}, step.view, step.event, step.connected});
  Task<void> rest;
  try {
    rest = call();
  } catch (...) {
    tell_exception<Step>(step, began);
    throw;
  }
  if (rest)
    return tell_later<Step>(std::move(rest), step.view, std::string(step.event), step.connected, began);
  tell_stop<Step>(step, began);
  return {};
}

/// One rendering of a view or component, which LiveRendered is about.
class RenderMeasure {
 public:
  RenderMeasure(const LiveInstance& it, Mask changed, bool first)
      : it_(is_told<LiveRendered>() ? &it : nullptr), changed_(changed), first_(first) {
    if (it_ != nullptr) began_ = live_now();
  }
  void done(std::size_t bytes) const {
    if (it_ == nullptr) return;
    telemetry::execute(
        LiveRendered{{}, live_now() - began_, bytes, it_->name(), first_ ? "*" : it_->names_of(changed_)});
  }

 private:
  const LiveInstance* it_;
  Mask changed_;
  bool first_;
  TimePoint began_{};
};

}  // namespace anqa::detail
