#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/otp/any_supervisor.hpp"
#include "anqa/otp/child_spec.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervision_tree.hpp"
#include "anqa/otp/supervisor_error.hpp"
#include "anqa/runtime/callers.hpp"

namespace anqa {

/// Which children a supervisor starts again when one has ended.
enum class Strategy : std::uint8_t {
  one_for_one,   ///< that one
  one_for_all,   ///< all of them
  rest_for_one,  ///< that one and those started after it
};
inline constexpr Strategy one_for_one = Strategy::one_for_one;
inline constexpr Strategy one_for_all = Strategy::one_for_all;
inline constexpr Strategy rest_for_one = Strategy::rest_for_one;

/// When a supervisor ends because its significant children have ended: by themselves, and in a way for which
/// they are not started again.
enum class AutoShutdown : std::uint8_t {
  never,            ///< not at all
  any_significant,  ///< when one has
  all_significant,  ///< when the last one has
};
inline constexpr AutoShutdown any_significant = AutoShutdown::any_significant;
inline constexpr AutoShutdown all_significant = AutoShutdown::all_significant;

/// A process that starts its children in order, starts them again when they end, and stops them in reverse
/// order. When more than `max_restarts` happen within `max_seconds` it gives up: it stops the rest and ends
/// itself with `shutdown`, so that its own supervisor acts. A child that cannot be started again is tried
/// once more after the messages that are waiting, and each attempt counts.
///
/// May be derived from, to give a tree a class of its own:
/// `class Backend : public Supervisor { public: Backend() : Supervisor({.children = {…}}) {} };`
class Supervisor : public AnySupervisor {
 public:
  struct Spec {
    Strategy strategy = Strategy::one_for_one;
    unsigned max_restarts = 3;
    std::chrono::seconds max_seconds{5};
    AutoShutdown auto_shutdown = AutoShutdown::never;
    std::vector<ChildSpec> children = {};
  };
  using Options = Spec;

  struct StartChild {
    using Reply = StartResult;
    ChildSpec spec;
    detail::Callers callers = detail::callers_to_pass_on_if_any();
  };
  struct TerminateChild {
    using Reply = ChildResult;
    std::string id;
  };
  struct RestartChild {
    using Reply = StartResult;
    std::string id;
  };
  struct DeleteChild {
    using Reply = ChildResult;
    std::string id;
  };

  /// `co_await Supervisor::start_child(supervisor, child<Mailer>())`: adds a child behind the others and
  /// starts it. A spec whose child cannot be started is not kept. All of these throw CallError when the
  /// supervisor is gone.
  template <std::derived_from<Supervisor> T>
  static auto start_child(const Server<T>& supervisor, ChildSpec spec, Duration timeout = Duration::max()) {
    return call(Server<Supervisor>(supervisor.pid()), StartChild{std::move(spec)}, timeout);
  }
  /// Stops it; its spec stays, unless it is temporary. Stopping one that does not run is no error.
  template <std::derived_from<Supervisor> T>
  static auto terminate_child(const Server<T>& supervisor, std::string id,
                              Duration timeout = Duration::max()) {
    return call(Server<Supervisor>(supervisor.pid()), TerminateChild{std::move(id)}, timeout);
  }
  /// Starts one that does not run.
  template <std::derived_from<Supervisor> T>
  static auto restart_child(const Server<T>& supervisor, std::string id, Duration timeout = Duration::max()) {
    return call(Server<Supervisor>(supervisor.pid()), RestartChild{std::move(id)}, timeout);
  }
  /// Forgets the spec of one that does not run.
  template <std::derived_from<Supervisor> T>
  static auto delete_child(const Server<T>& supervisor, std::string id, Duration timeout = Duration::max()) {
    return call(Server<Supervisor>(supervisor.pid()), DeleteChild{std::move(id)}, timeout);
  }

  /// Throws std::invalid_argument when two children have one id, or when a significant one is permanent or
  /// without an `auto_shutdown`.
  explicit Supervisor(Spec spec);
  ~Supervisor() override;

  /// Starts the children; when one cannot be started, stops those before it and ends with `shutdown` and a
  /// word that says which and why.
  Task<void> init();
  using AnySupervisor::handle_call;
  Task<void> handle_call(StartChild message, From<StartResult> from);
  Task<ChildResult> handle_call(TerminateChild message);
  Task<StartResult> handle_call(RestartChild message);
  ChildResult handle_call(const DeleteChild& message);
  Task<void> handle_info(Exit exit);
  Task<void> terminate(ExitReason reason);

  /// What it sends itself when a child could not be started again.
  struct TryAgain {
    std::string id;
  };
  Task<void> handle_cast(TryAgain message);

 protected:
  /// What init() does, for a class that derives from this one and has more to do; false when it ends because
  /// a child could not be started.
  Task<bool> start_children();
  /// start_child() for a class that derives from this one; from a handler of its own.
  Task<StartResult> add_child(ChildSpec spec);

 private:
  class State;
  /// What it ends with when restarts come too often.
  virtual ExitReason give_up_reason(const std::string& why) const;
  std::vector<ChildInfo> children() const final;
  ChildCount count() const final;

  std::unique_ptr<State> state_;
};

}  // namespace anqa
