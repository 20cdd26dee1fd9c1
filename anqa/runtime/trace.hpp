#pragma once

#include <cstdint>
#include <string>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// One thing that a traced process did.
struct TraceEvent {
  enum class Kind : std::uint8_t {
    received,  ///< a message came into its queue
    handling,  ///< the handler of a message begins
    handled,   ///< it has come to its end, `took` after it began, waits included
    exited     ///< the process has ended, for `reason`
  };
  Pid pid;
  Kind kind = Kind::received;
  std::string message = {};  ///< the type of the message; empty for exited
  TimePoint at;
  Duration took{};
  ExitReason reason = {};

  /// "<0.7.1> handled shop::Check in 12 us"
  std::string to_string() const;
};

/// From now on `watcher` gets a TraceEvent, as a message, for each thing that the process does. One tracer at
/// a time: another one takes the place of the one before. Returns once the process traces; false when there
/// is no such process, or it is one made by spawn(), or it did not answer within `limit`.
Task<bool> trace(Pid process, Pid watcher, Duration limit = std::chrono::seconds(5));
/// The same into the log, at level info.
Task<bool> trace_to_log(Pid process, Duration limit = std::chrono::seconds(5));
Task<bool> untrace(Pid process, Duration limit = std::chrono::seconds(5));

}  // namespace anqa
