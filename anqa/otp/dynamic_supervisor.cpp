#include "anqa/otp/dynamic_supervisor.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/otp/internal/pid_map.hpp"
#include "anqa/otp/internal/restart_intensity.hpp"
#include "anqa/otp/internal/starting.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

/// What is kept of a ChildSpec: there may be very many.
struct DynamicChild {
  DynamicChild() = default;
  explicit DynamicChild(const ChildSpec& spec)
      : starter(spec.shared_starter()),
        type(spec.type()),
        name(spec.name().empty() ? nullptr : std::make_unique<detail::ProcessName>(spec.name())),
        shutdown(spec.shutdown().limit.value_or(Duration::max())),
        restart(spec.restart()),
        is_supervisor(spec.is_supervisor()) {}

  Shutdown limit() const { return shutdown == Duration::max() ? infinity : Shutdown{shutdown}; }
  const detail::ProcessName& process_name() const {
    static const detail::ProcessName none;
    return name ? *name : none;
  }

  std::shared_ptr<const ChildSpec::Starter> starter;
  std::string_view type;
  std::unique_ptr<detail::ProcessName> name;
  Duration shutdown{};  // Duration::max(): as long as it takes
  std::uint32_t restarts = 0;
  Restart restart = Restart::permanent;
  bool is_supervisor = false;
  bool restarting = false;  // could not be started again; it lies under the pid that it had
};

}  // namespace

/// As in Supervisor::State, a function that need not wait makes no coroutine.
class DynamicSupervisor::State {
 public:
  State(DynamicSupervisor& supervisor, Options options)
      : supervisor_(supervisor),
        max_children_(options.max_children),
        intensity_(options.max_restarts, options.max_seconds) {}

  detail::PidMap<DynamicChild> children;

  Task<void> start(const ChildSpec& spec, detail::Callers callers, From<StartResult> from) {
    if (auto error = refusal(spec)) {
      from.reply(std::unexpected(std::move(*error)));
      return {};
    }
    DynamicChild child(spec);
    if (!child.starter->starts_at_once()) {
      return start_waiting(std::move(child), std::move(callers), std::move(from));
    }
    auto started = detail::start_now(*child.starter, child.process_name(), callers);
    from.reply(added(std::move(child), std::move(started)));
    return {};
  }

  Task<void> ended(const Exit& exit) {
    DynamicChild* child = children.find(exit.from);
    if (!child || child->restarting) return {};
    const bool again = child->restart == Restart::permanent ||
                       (child->restart == Restart::transient && !exit.reason.is_orderly());
    if (again && log_enabled(LogLevel::warning)) {
      log_warning(label() + ": child " + exit.from.to_string() + " " + std::string(child->type) +
                  " ended: " + exit.reason.to_string() + "; restarting");
    }
    if (again) return restart(exit.from, *child);
    children.take(exit.from);
    return {};
  }

  Task<void> try_again(Pid pid) {
    DynamicChild* child = children.find(pid);
    if (!child || !child->restarting) return {};  // terminated meanwhile
    return restart(pid, *child);
  }

  Task<ChildResult> stop(Pid pid) {
    auto child = children.take(pid);
    if (!child) {
      co_return std::unexpected(SupervisorError{
          SupervisorError::not_found,
          "process " + pid.to_string() + " is no child of " + label() + "; which_children() has their pids",
          pid,
          {}});
    }
    if (child->restarting) co_return ChildResult();
    if (!co_await detail::stop_child(pid, child->limit())) {
      log_warning(label() + ": child " + pid.to_string() + detail::killed_text(child->limit()));
    }
    co_return ChildResult();
  }

  /// Asks all to end, then waits for one after the other, those with the shortest limit first: so each is
  /// killed when its own limit has passed, although they end side by side.
  Task<void> stop_all() {
    struct Ending {
      Pid pid;
      Duration limit;
    };
    std::vector<Ending> endings;
    endings.reserve(children.size());
    children.for_each([&](Pid pid, const DynamicChild& child) {
      if (!child.restarting) endings.push_back({pid, child.shutdown});
    });
    children = {};
    for (const Ending& ending : endings) {
      exit(ending.pid, ending.limit <= Duration::zero() ? ExitReason::kill : ExitReason::shutdown);
    }
    std::ranges::sort(endings, {}, &Ending::limit);
    const TimePoint begin = now();
    std::size_t killed = 0;
    for (std::size_t i = 0; i < endings.size(); ++i) {
      const Ending ending = endings[i];
      if (detail::has_ended(ending.pid)) continue;
      if (ending.limit <= Duration::zero() || ending.limit == Duration::max()) {
        co_await down(ending.pid);
        continue;
      }
      const Duration left = ending.limit - (now() - begin);
      if (left > Duration::zero() && co_await down(ending.pid, left)) continue;
      ++killed;
      exit(ending.pid, ExitReason::kill);
      co_await down(ending.pid);
    }
    if (killed > 0) {
      log_warning(label() + ": " + std::to_string(killed) + (killed == 1 ? " child" : " children") +
                  " did not end in time; killed");
    }
  }

  std::string label() const { return "dynamic supervisor " + self().to_string(); }

 private:
  static TimePoint now() { return System::current().scheduler().now(); }

  std::optional<SupervisorError> refusal(const ChildSpec& spec) const {
    if (spec.is_significant()) {
      return SupervisorError{
          SupervisorError::bad_spec,
          "child \"" + std::string(spec.id()) +
              "\" is significant, which only a child of a Supervisor with auto_shutdown can be",
          {},
          {}};
    }
    if (max_children_ && children.size() >= *max_children_) {
      return SupervisorError{SupervisorError::max_children,
                             label() + " has " + std::to_string(children.size()) +
                                 " children, and max_children = " + std::to_string(*max_children_),
                             {},
                             {}};
    }
    return std::nullopt;
  }

  Task<void> start_waiting(DynamicChild child, detail::Callers callers, From<StartResult> from) {
    auto started = co_await detail::StartAwaiter(*child.starter, child.process_name(), std::move(callers));
    from.reply(added(std::move(child), std::move(started)));
  }

  StartResult added(DynamicChild child, detail::Started started) {
    if (!started) {
      return std::unexpected(SupervisorError{SupervisorError::start_failed,
                                             "child of type " + std::string(child.type) +
                                                 " could not be started: " + started.error().to_string(),
                                             {},
                                             std::move(started.error())});
    }
    if (*started) children.insert(*started, std::move(child));
    return *started;
  }

  Task<void> restart(Pid before, DynamicChild& child) {
    if (!intensity_.allows_another(now())) {
      log_error(label() + ": " + intensity_.exceeded() + "; giving up");
      children.take(before);
      supervisor_.stop(ExitReason::shutdown);
      return {};
    }
    if (!child.starter->starts_at_once()) return restart_waiting(before);
    restarted(before, detail::start_now(*child.starter, child.process_name()));
    return {};
  }

  Task<void> restart_waiting(Pid before) {
    // No other handler runs meanwhile: the entry stays where it is.
    const DynamicChild& child = *children.find(before);
    auto started = co_await detail::StartAwaiter(*child.starter, child.process_name());
    restarted(before, std::move(started));
  }

  void restarted(Pid before, detail::Started started) {
    if (!started) {
      DynamicChild& child = *children.find(before);
      log_error(label() + ": child of type " + std::string(child.type) +
                " could not be started again: " + started.error().to_string());
      child.restarting = true;
      cast(self(supervisor_), TryAgain{before});
      return;
    }
    auto child = children.take(before);
    if (!*started) return;  // it chose not to run
    child->restarting = false;
    ++child->restarts;
    children.insert(*started, std::move(*child));
  }

  DynamicSupervisor& supervisor_;
  std::optional<std::size_t> max_children_;
  detail::RestartIntensity intensity_;
};

DynamicSupervisor::DynamicSupervisor() : DynamicSupervisor(Options{}) {}
DynamicSupervisor::DynamicSupervisor(Options options) : state_(std::make_unique<State>(*this, options)) {
  trap_exit();
}
DynamicSupervisor::~DynamicSupervisor() = default;

Task<void> DynamicSupervisor::handle_call(StartChild message, From<StartResult> from) {
  return state_->start(message.spec, std::move(message.callers), std::move(from));
}
Task<ChildResult> DynamicSupervisor::handle_call(TerminateChild message) { return state_->stop(message.pid); }
Task<void> DynamicSupervisor::handle_info(Exit exit) { return state_->ended(exit); }
Task<void> DynamicSupervisor::handle_cast(TryAgain message) { return state_->try_again(message.pid); }
Task<void> DynamicSupervisor::terminate(ExitReason) { return state_->stop_all(); }

std::vector<ChildInfo> DynamicSupervisor::children() const {
  std::vector<ChildInfo> infos;
  infos.reserve(state_->children.size());
  state_->children.for_each([&](Pid pid, const DynamicChild& child) {
    ChildInfo& info = infos.emplace_back();
    info.type = child.type;
    info.name = child.process_name().text();
    info.pid = child.restarting ? Pid{} : pid;
    info.is_supervisor = child.is_supervisor;
    info.restarting = child.restarting;
    info.restart = child.restart;
    info.restarts = child.restarts;
  });
  return infos;
}

ChildCount DynamicSupervisor::count() const {
  ChildCount count;
  state_->children.for_each([&](Pid, const DynamicChild& child) {
    ++count.specs;
    count.active += child.restarting ? 0 : 1;
    ++(child.is_supervisor ? count.supervisors : count.workers);
  });
  return count;
}

}  // namespace anqa
