#pragma once

#include <expected>
#include <string>

#include "anqa/otp/child_spec.hpp"
#include "anqa/runtime/callers.hpp"

namespace anqa::detail {

/// A child that runs; a default-made Pid when it chose not to; or why it could not be started.
using Started = std::expected<Pid, ExitReason>;

/// The exception that is being handled, as the reason for which a child did not start.
ExitReason start_failure();

/// For a starter with starts_at_once(). `callers`: see anqa::callers().
/// `place`: where in the supervision tree; that of the supervisor unless given.
Started start_now(const ChildSpec::Starter& starter, const ProcessName& name, const Callers& callers = {},
                  const PlacePtr& place = {});

/// Starts a child and waits until its init() is done.
struct StartAwaiter : ValueWaiter<Nothing> {
  StartAwaiter(const ChildSpec::Starter& how, const ProcessName& process_name, Callers for_whom = {},
               PlacePtr at = {})
      : starter(how), name(process_name), callers(std::move(for_whom)), place(std::move(at)) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle);
  Started await_resume();
  const ChildSpec::Starter& starter;
  const ProcessName& name;
  Callers callers;
  PlacePtr place;
  Started started;
  bool failed_at_once = false;
};

/// Asks a child to end and waits until it has; when its limit passes before, kills it and gives false.
Task<bool> stop_child(Pid pid, Shutdown limit);

/// " did not end within 2000 ms; killed"
std::string killed_text(Shutdown limit);

/// True when `pid` is a process of this System that has ended.
bool has_ended(Pid pid);

}  // namespace anqa::detail
