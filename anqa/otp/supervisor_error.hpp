#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

/// Why a supervisor did not do what it was asked for.
struct SupervisorError {
  enum class Kind : std::uint8_t {
    already_started,  ///< a child of that id is running, see `pid`
    already_present,  ///< a child of that id is known, but not running: restart_child() or delete_child() it
    not_found,        ///< it has no such child
    running,          ///< only a child that does not run can be restarted or deleted
    restarting,       ///< it is being started again
    max_children,     ///< it has as many children as it may have
    bad_spec,         ///< the child spec contradicts itself or the supervisor's options
    start_failed,     ///< the child's constructor or init() failed, see `reason`
  };
  using enum Kind;

  Kind kind;
  std::string message;     ///< what was given, and what would have been right
  Pid pid = {};            ///< the child in question, if it runs
  ExitReason reason = {};  ///< of start_failed
};

/// A default-made Pid: the child's constructor or init() chose not to run, and it is kept without one.
using StartResult = std::expected<Pid, SupervisorError>;
using ChildResult = std::expected<void, SupervisorError>;

}  // namespace anqa
