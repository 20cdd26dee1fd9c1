#include "anqa/otp/sys.hpp"

#include <algorithm>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/detail/suspend.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

struct DescribeState {
  std::optional<std::string> operator()(Process& process) const {
    const detail::ProcessCore& core = detail::require_core("describe_state()");
    if (!core.behaviour->describe_state) return std::nullopt;
    return core.behaviour->describe_state(process);
  }
};

struct SetSuspended {
  bool on;
  void operator()(Process&) const { detail::set_suspended(on); }
};

struct Stop {
  ExitReason reason;
  void operator()(Process&) {
    detail::ProcessCore& core = detail::require_core("stop()");
    core.stopping = true;
    core.stop_reason = std::move(reason);
  }
};

Task<void> set_suspended(Pid pid, bool on, Duration timeout) {
  auto done = co_await detail::in_process(pid, SetSuspended{on}, timeout);
  if (!done) detail::throw_sys_error(std::move(done.error()), on ? "suspend()" : "resume()", pid.to_string());
}

}  // namespace

Task<std::optional<std::string>> describe_state(Pid pid, Duration timeout) {
  auto text = co_await detail::in_process(pid, DescribeState{}, timeout);
  co_return text ? std::move(*text) : std::nullopt;
}

Task<void> suspend(Pid pid, Duration timeout) { return set_suspended(pid, true, timeout); }
Task<void> resume(Pid pid, Duration timeout) { return set_suspended(pid, false, timeout); }

Task<void> stop(Pid pid, ExitReason reason, Duration timeout) {
  const TimePoint start = System::current().scheduler().now();
  auto asked = co_await detail::in_process(pid, Stop{reason}, timeout);
  if (!asked) detail::throw_sys_error(std::move(asked.error()), "stop()", pid.to_string());
  const Duration passed = System::current().scheduler().now() - start;
  std::optional<Duration> left;
  if (timeout != Duration::max()) left = std::max(Duration::zero(), timeout - passed);
  auto ended = co_await down(pid, left);
  if (!ended) ended = ExitReason::timeout;
  // It may have ended before we could watch.
  const bool as_asked = *ended == reason || ended->kind() == ExitReason::noproc;
  if (!as_asked) detail::throw_sys_error(std::move(*ended), "stop()", pid.to_string());
}

namespace detail {

void throw_sys_error(ExitReason reason, std::string_view what, std::string_view server) {
  std::string text = std::string(what) + " of " + std::string(server) + " failed: " + reason.to_string();
  throw CallError(std::move(reason), std::move(text));
}

}  // namespace detail
}  // namespace anqa
