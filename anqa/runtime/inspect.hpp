#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// What can be seen of a process from outside, at one moment of its own.
struct ProcessInfo {
  Pid pid;
  Pid parent;
  std::string type;         ///< its C++ type
  std::string name;         ///< its registered name, or empty
  std::size_t mailbox = 0;  ///< messages whose handling has not begun
  std::string handling;     ///< type of the message whose handler is suspended, or empty
  std::vector<Pid> links;
  bool is_supervisor = false;
  bool traps_exits = false;
};

/// Asks the process. Nothing when there is no such process, or when it did not answer within `limit` because
/// a handler of it is running all that time.
Task<std::optional<ProcessInfo>> process_info(Pid pid, Duration limit = std::chrono::seconds(1));

}  // namespace anqa
