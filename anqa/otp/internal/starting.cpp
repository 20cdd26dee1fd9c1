#include "anqa/otp/internal/starting.hpp"

#include "anqa/runtime/await.hpp"

namespace anqa::detail {

ExitReason start_failure() {
  try {
    throw;
  } catch (const std::exception& error) {
    return ExitReason(std::string(error.what()));
  } catch (...) {
    return ExitReason("it threw something that is no std::exception");
  }
}

namespace {

Pid start_for(const Callers& callers, const PlacePtr& place, const ChildSpec::Starter& starter,
              const ProcessName& name, Promise<Nothing> started) {
  const PlacePtr beside = place ? nullptr : own_place();
  const StartingAt here(place ? place : beside);
  if (!callers) return starter.start(name, std::move(started));
  const OnBehalfOf asker(callers);
  return starter.start(name, std::move(started));
}

}  // namespace

Started start_now(const ChildSpec::Starter& starter, const ProcessName& name, const Callers& callers,
                  const PlacePtr& place) {
  try {
    return start_for(callers, place, starter, name, {});
  } catch (...) {
    return std::unexpected(start_failure());
  }
}

bool StartAwaiter::await_suspend(std::coroutine_handle<> handle) {
  wait(handle);
  try {
    started = start_for(callers, place, starter, name, promise());
  } catch (...) {
    started = std::unexpected(start_failure());
  }
  failed_at_once = !started || !*started;
  if (failed_at_once) forget();  // nothing more will come
  return !failed_at_once;
}

Started StartAwaiter::await_resume() {
  if (failed_at_once || value_) return std::move(started);
  if (failure_.kind() == ExitReason::normal) return Pid{};
  return std::unexpected(std::move(failure_));
}

Task<bool> stop_child(Pid pid, Shutdown limit) {
  if (limit.is_brutal()) {
    exit(pid, ExitReason::kill);
    co_await down(pid);
    co_return true;
  }
  exit(pid, ExitReason::shutdown);
  if (co_await down(pid, limit.limit)) co_return true;
  exit(pid, ExitReason::kill);
  co_await down(pid);
  co_return false;
}

std::string killed_text(Shutdown limit) {
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(limit.limit.value_or(Duration()));
  return " did not end within " + std::to_string(passed.count()) + " ms; killed";
}

bool has_ended(Pid pid) { return pid.node() == self().node() && !is_alive(pid); }

}  // namespace anqa::detail
