#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "anqa/otp/child_spec.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa {

/// What a supervisor knows of one child.
struct ChildInfo {
  std::string id;  ///< empty for a child of a DynamicSupervisor
  std::string type;
  std::string name;  ///< registered name, or empty
  Pid pid;           ///< default-made while it is not running
  bool is_supervisor = false;
  bool restarting = false;  ///< it could not be started again yet
  Restart restart = Restart::permanent;
  std::uint64_t restarts = 0;  ///< how often it has been started again
  std::string last_exit;       ///< why it last ended, or empty
};

/// How many children a supervisor has.
struct ChildCount {
  std::size_t specs = 0;        ///< known, running or not
  std::size_t active = 0;       ///< running
  std::size_t supervisors = 0;  ///< known that are supervisors, running or not
  std::size_t workers = 0;      ///< known that are not

  friend bool operator==(const ChildCount&, const ChildCount&) = default;
};

/// What every supervisor can be asked, whatever its class; the base of Supervisor and DynamicSupervisor.
class AnySupervisor : public GenServer {
 public:
  static constexpr bool is_supervisor = true;

  struct WhichChildren {
    using Reply = std::vector<ChildInfo>;
  };
  struct CountChildren {
    using Reply = ChildCount;
  };

  /// `co_await Supervisor::which_children(supervisor)`: in the order of their start.
  template <std::derived_from<AnySupervisor> T>
  static auto which_children(const Server<T>& supervisor, Duration timeout = Duration::max()) {
    return call(Server<AnySupervisor>(supervisor.pid()), WhichChildren{}, timeout);
  }
  template <std::derived_from<AnySupervisor> T>
  static auto count_children(const Server<T>& supervisor, Duration timeout = Duration::max()) {
    return call(Server<AnySupervisor>(supervisor.pid()), CountChildren{}, timeout);
  }

  std::vector<ChildInfo> handle_call(const WhichChildren&) const { return children(); }
  ChildCount handle_call(const CountChildren&) const { return count(); }

 protected:
  AnySupervisor() = default;

 private:
  virtual std::vector<ChildInfo> children() const = 0;
  virtual ChildCount count() const = 0;
};

}  // namespace anqa
