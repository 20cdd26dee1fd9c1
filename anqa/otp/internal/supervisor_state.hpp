#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "anqa/base/log.hpp"
#include "anqa/otp/internal/child_list.hpp"
#include "anqa/otp/internal/restart_intensity.hpp"
#include "anqa/otp/internal/starting.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {

/// A function here that returns Task<void> and is no coroutine returns an empty one when it need not wait:
/// the restart of a child whose start does not wait makes no coroutine.
class Supervisor::State {
 public:
  using Iterator = detail::ChildList::Iterator;

  State(Supervisor& supervisor, Spec spec)
      : supervisor_(supervisor),
        strategy_(spec.strategy),
        auto_shutdown_(spec.auto_shutdown),
        intensity_(spec.max_restarts, spec.max_seconds) {
    for (ChildSpec& child : spec.children) {
      if (auto error = contradiction(child)) throw std::invalid_argument(*error);
      if (children.find(child.id()) != children.end()) {
        throw std::invalid_argument("two children have the id \"" + std::string(child.id()) +
                                    "\"; give one another with .id(\"…\")");
      }
      children.add(std::move(child));
    }
  }

  detail::ChildList children;

  /// What is wrong with a spec by itself, or for this supervisor.
  std::optional<std::string> contradiction(const ChildSpec& spec) const {
    if (!spec.is_significant()) return std::nullopt;
    const std::string child = "child \"" + std::string(spec.id()) + "\" is significant, ";
    if (spec.restart() == Restart::permanent) {
      return child +
             "but permanent, so that it never ends for good; add .restart(transient) or "
             ".restart(temporary)";
    }
    if (auto_shutdown_ == AutoShutdown::never) {
      return child +
             "but its supervisor's auto_shutdown is never; set it to any_significant or all_significant";
    }
    return std::nullopt;
  }

  bool starts_at_once(Iterator child) const { return child->spec.starter().starts_at_once(); }

  /// Nothing when it runs or chose not to; else why it could not be started.
  std::optional<ExitReason> start_at_once(Iterator child, const detail::Callers& callers = {}) {
    return note_start(
        child, detail::start_now(child->spec.starter(), child->spec.name(), callers, place_of(*child)));
  }
  Task<std::optional<ExitReason>> start(Iterator child, detail::Callers callers = {}) {
    if (starts_at_once(child)) co_return start_at_once(child, callers);
    auto started = co_await detail::StartAwaiter(child->spec.starter(), child->spec.name(),
                                                 std::move(callers), place_of(*child));
    co_return note_start(child, std::move(started));
  }

  Task<void> stop(Iterator child) {
    const Pid pid = children.take_pid(child);
    child->restarting = false;
    if (!pid) co_return;
    const bool in_time = co_await detail::stop_child(pid, child->spec.shutdown());
    if (!in_time) {
      log_warning(label() + ": child \"" + std::string(child->spec.id()) + "\" " + pid.to_string() +
                  detail::killed_text(child->spec.shutdown()));
    }
  }
  /// Stops [first, the last] from the last to the first.
  Task<void> stop_from(Iterator first) {
    for (Iterator child = children.end(); child != first;) co_await stop(--child);
  }

  Task<void> ended(Exit exit) {
    const Iterator child = children.take(exit.from);
    if (child == children.end()) return {};  // one that we stopped ourselves, or no child
    const Restart when = child->spec.restart();
    const bool again =
        when == Restart::permanent || (when == Restart::transient && !exit.reason.is_orderly());
    if (log_enabled(again ? LogLevel::warning : LogLevel::debug)) log_end(*child, exit, again);
    child->last_exit = std::move(exit.reason);
    child->has_ended = true;
    if (again) return restart(child);
    const bool significant = child->spec.is_significant();
    if (when == Restart::temporary) children.erase(child);
    if (significant && (auto_shutdown_ == AutoShutdown::any_significant || !any_significant_runs())) {
      supervisor_.stop(ExitReason::shutdown);
    }
    return {};
  }

  Task<void> try_again(std::string_view id) {
    const Iterator child = children.find(id);
    if (child == children.end() || !child->restarting) return {};  // terminated meanwhile
    return restart(child);
  }

  /// Counts a restart, and starts what the strategy says.
  Task<void> restart(Iterator failed) {
    if (!intensity_.allows_another(System::current().scheduler().now())) {
      const std::string why = intensity_.exceeded();
      log_error(label() + ": " + why + "; giving up");
      supervisor_.stop(supervisor_.give_up_reason(why));
      return {};
    }
    if (strategy_ == Strategy::one_for_all) return restart_from(children.begin());
    if (strategy_ == Strategy::rest_for_one) return restart_from(failed);
    if (!starts_at_once(failed)) return restart_one(failed);
    restarted(failed, start_at_once(failed));
    return {};
  }

  /// Adds a child and starts it.
  Task<void> add(StartChild request, From<StartResult> from);

  std::string label() const { return "supervisor " + self().to_string(); }

 private:
  static const detail::PlacePtr& place_of(detail::Child& child) {
    if (!child.place) child.place = detail::place_below(child.spec.id());
    return child.place;
  }

  std::optional<ExitReason> note_start(Iterator child, detail::Started started) {
    if (!started) return std::move(started.error());
    children.set_pid(child, *started);
    child->restarting = false;
    return std::nullopt;
  }

  Task<void> add_waiting(Iterator child, detail::Callers callers, From<StartResult> from);
  Task<void> restart_one(Iterator child) { restarted(child, co_await start(child)); }

  Task<void> restart_from(Iterator first) {
    for (Iterator child = children.end(); child != first;) {
      co_await stop(--child);
      // Never started again, also not together with its siblings.
      if (child->spec.restart() != Restart::temporary) continue;
      const bool is_first = child == first;
      child = children.erase(child);
      if (is_first) first = child;
    }
    for (Iterator child = first; child != children.end(); ++child) {
      if (!restarted(child, co_await start(child))) co_return;
    }
  }

  /// False when it could not be started: it is then tried again.
  bool restarted(Iterator child, std::optional<ExitReason> failure) {
    if (!failure) {
      ++child->restarts;
      return true;
    }
    log_error(label() + ": child \"" + std::string(child->spec.id()) +
              "\" could not be started again: " + failure->to_string());
    child->restarting = true;
    child->last_exit = std::move(*failure);
    cast(self(supervisor_), TryAgain{std::string(child->spec.id())});
    return false;
  }

  bool any_significant_runs() const {
    for (const detail::Child& child : children) {
      if (child.spec.is_significant() && (child.pid || child.restarting)) return true;
    }
    return false;
  }

  void log_end(const detail::Child& child, const Exit& exit, bool again) const {
    log(again ? LogLevel::warning : LogLevel::debug,
        label() + ": child \"" + std::string(child.spec.id()) + "\" " + exit.from.to_string() +
            " ended: " + exit.reason.to_string() + (again ? "; restarting" : ""));
  }

  Supervisor& supervisor_;
  Strategy strategy_;
  AutoShutdown auto_shutdown_;
  detail::RestartIntensity intensity_;
};

}  // namespace anqa
