#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "anqa/otp/any_supervisor.hpp"
#include "anqa/otp/supervisor_error.hpp"
#include "anqa/runtime/callers.hpp"

namespace anqa {

/// A supervisor of children that come and go: it starts without any, has no order among them, and knows them
/// by pid (their ids mean nothing to it). `one_for_one` is its only strategy. A child that has ended for good
/// is forgotten. It stops its children all at once, each within its own limit.
///
///     child<DynamicSupervisor>().named("rooms")
///     …
///     auto room = co_await DynamicSupervisor::start_child(Server<DynamicSupervisor>{"rooms"},
///                                                         child<Room>(name).restart(transient));
///
/// A child costs it 90 to 170 bytes, depending on how full its table is, and what its arguments take; specs
/// that are copies of one another share those.
class DynamicSupervisor : public AnySupervisor {
 public:
  struct Options {
    unsigned max_restarts = 3;
    std::chrono::seconds max_seconds{5};
    std::optional<std::size_t> max_children = {};  ///< nothing: as many as fit
  };

  struct StartChild {
    using Reply = StartResult;
    ChildSpec spec;
    detail::Callers callers = detail::callers_to_pass_on_if_any();
  };
  struct TerminateChild {
    using Reply = ChildResult;
    Pid pid;
  };

  /// Starts a child and waits for its init(). Throws CallError when the supervisor is gone.
  template <std::derived_from<DynamicSupervisor> T>
  static auto start_child(const Server<T>& supervisor, ChildSpec spec, Duration timeout = Duration::max()) {
    return call(Server<DynamicSupervisor>(supervisor.pid()), StartChild{std::move(spec)}, timeout);
  }
  /// Stops a child and forgets it.
  template <std::derived_from<DynamicSupervisor> T>
  static auto terminate_child(const Server<T>& supervisor, Pid child, Duration timeout = Duration::max()) {
    return call(Server<DynamicSupervisor>(supervisor.pid()), TerminateChild{child}, timeout);
  }

  DynamicSupervisor();
  explicit DynamicSupervisor(Options options);
  ~DynamicSupervisor() override;

  using AnySupervisor::handle_call;
  Task<void> handle_call(StartChild message, From<StartResult> from);
  Task<ChildResult> handle_call(TerminateChild message);
  Task<void> handle_info(Exit exit);
  Task<void> terminate(ExitReason reason);

  /// What it sends itself when a child could not be started again; `pid` is the one it had.
  struct TryAgain {
    Pid pid;
  };
  Task<void> handle_cast(TryAgain message);

 private:
  class State;
  std::vector<ChildInfo> children() const final;
  ChildCount count() const final;

  std::unique_ptr<State> state_;
};

}  // namespace anqa
