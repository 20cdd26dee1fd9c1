#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/otp/child_spec.hpp"
#include "anqa/otp/gen_server.hpp"

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

/// What a supervisor knows of one child.
struct ChildInfo {
  std::string id;
  std::string type;
  std::string name;  ///< registered name, or empty
  Pid pid;           ///< default-made while it is not running
  bool is_supervisor = false;
  std::uint64_t restarts = 0;  ///< how often it has been started again
  std::string last_exit;       ///< why it last ended, or empty
};

/// A process that starts its children in order, starts them again when they end, and stops them in reverse
/// order. When more than `max_restarts` happen within `max_seconds` it gives up: it stops the rest and ends
/// itself, so that its own supervisor acts.
class Supervisor : public GenServer {
 public:
  static constexpr bool is_supervisor = true;

  struct Spec {
    Strategy strategy = Strategy::one_for_one;
    unsigned max_restarts = 3;
    std::chrono::seconds max_seconds{5};
    std::vector<ChildSpec> children = {};
  };
  using Options = Spec;

  struct WhichChildren {
    using Reply = std::vector<ChildInfo>;
  };

  /// Throws std::invalid_argument when two children have one id.
  explicit Supervisor(Spec spec);

  /// Starts the children; when one cannot be started, stops those before it and ends.
  Task<void> init();
  std::vector<ChildInfo> handle_call(const WhichChildren&) const;
  Task<void> handle_info(Exit exit);
  Task<void> terminate(ExitReason reason);

 private:
  struct Child {
    ChildSpec spec;
    Pid pid = {};
    std::uint64_t restarts = 0;
    std::string last_exit = {};
  };

  /// Nothing when it runs; else why it could not be started.
  Task<std::optional<std::string>> start_child(std::size_t index);
  Task<void> stop_child(std::size_t index);
  /// Stops [first, end) from the last to the first.
  Task<void> stop_from(std::size_t first);
  /// Starts what a restart of `failed` takes. False when the supervisor gives up.
  Task<bool> restart(std::size_t failed);
  /// Counts one restart; false when it is one too many.
  bool may_restart();
  std::string label() const;

  Spec spec_;
  std::vector<Child> children_;
  std::deque<TimePoint> restarts_;  // within max_seconds
};

/// A supervision tree as it stands.
struct SupervisionTree {
  ChildInfo info;
  std::size_t mailbox = 0;
  std::vector<SupervisionTree> children;
};

/// Asks the supervisor and those below it, one after the other. What does not answer in time is shown without
/// its children.
Task<SupervisionTree> supervision_tree(Pid supervisor);

/// The supervisor that anqa::run() started; a default-made Pid without one.
Pid root_supervisor();
inline constexpr std::string_view root_supervisor_name = "anqa.root";

}  // namespace anqa
