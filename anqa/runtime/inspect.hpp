#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// What a process is doing.
enum class ProcessStatus : std::uint8_t {
  idle,       ///< waiting for messages
  waiting,    ///< a handler, init() or terminate() of it is suspended at a co_await
  suspended,  ///< it was told to handle nothing, see suspend()
  busy,       ///< it has not answered: a handler is running, or it waits for a thread
};
std::string_view to_string(ProcessStatus status);

/// What can be seen of a process from outside, at one moment of its own.
struct ProcessInfo {
  Pid pid;
  Pid parent;  ///< who started it
  ProcessStatus status = ProcessStatus::idle;
  std::string type;           ///< its C++ type
  std::string name;           ///< its registered name, or empty
  std::string label;          ///< what set_label() said, or empty
  std::string place;          ///< "root / shop / limiter"; empty when no supervisor started it
  std::size_t mailbox = 0;    ///< messages whose handling has not begun
  std::uint32_t refused = 0;  ///< messages that its full mailbox has dropped, see mailbox_limit()
  /// Bytes: its object, control block, queued messages, links and monitors. Not what its members point to,
  /// and not the frames of suspended coroutines.
  std::size_t memory = 0;
  std::uint64_t reductions = 0;  ///< handlers begun
  std::string handling;          ///< type of the message whose handler is suspended or runs, or empty
  std::vector<Pid> links;
  std::vector<Pid> monitors;  ///< whom it monitors
  std::vector<Pid> monitored_by;
  bool is_supervisor = false;
  bool traps_exits = false;
  bool hibernates = false;  ///< it has given back its spare memory and not been needed since
};

/// Asks the process. Nothing when there is no such process, or when it did not answer within `limit` because
/// a handler of it is running all that time.
Task<std::optional<ProcessInfo>> process_info(Pid pid, Duration limit = std::chrono::seconds(1));

/// All processes of this System, in the order of their pids. One that does not answer within `limit` is
/// `busy`, and of it only the pid, the type and perhaps the handler are told. All are asked at once: the list
/// takes no longer than `limit`.
Task<std::vector<ProcessInfo>> processes(Duration limit = std::chrono::milliseconds(200));

}  // namespace anqa
