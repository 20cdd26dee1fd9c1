#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

// The zygote is a second process of the program that does nothing but fork cells: a program with threads
// cannot fork safely, and one without them can. It is started by executing the program again with
// `environment` set to the number of its control socket; main() does not run in it. docs/decisions/0070 says
// why.

namespace anqa::cell {

/// Set for the zygote alone: the descriptor of its control socket (SOCK_SEQPACKET).
inline constexpr const char* zygote_environment = "ANQA_ZYGOTE";

/// From the application to the zygote: make one more cell.
struct ZygoteRequest {
  std::uint64_t id;
};

/// Why a cell ended itself. Lies in memory that it shares with the zygote, which outlives it.
enum class Cause : std::uint32_t { none, memory, cpu };
struct CellPage {
  std::atomic<Cause> cause;
};

/// From the zygote to the application. With `made` come three descriptors: the cell's socket, its log and its
/// pidfd.
struct ZygoteEvent {
  enum class Kind : std::uint32_t { made, failed, ended };
  Kind kind;
  Cause cause = Cause::none;
  std::uint64_t id = 0;
  pid_t pid = 0;
  int status = 0;                ///< as wait() gives it; errno when it failed
  std::int64_t max_rss_kib = 0;  ///< the most memory that the cell held
};

/// Runs as the zygote until the application is gone.
[[noreturn]] void run_zygote(int control);

/// Runs as a cell on its socket. `page` is shared with the zygote.
[[noreturn]] void run_cell(int socket, CellPage& page);

/// Makes sure that the hook into the program's start is linked.
void link_start_hook();

}  // namespace anqa::cell
