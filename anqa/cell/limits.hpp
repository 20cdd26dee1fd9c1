#pragma once

#include <cstddef>
#include <cstdint>

#include "anqa/base/clock.hpp"

namespace anqa {

/// Sizes in bytes: `256_MiB`.
inline namespace size_literals {
consteval std::size_t operator""_KiB(unsigned long long count) { return count << 10; }
consteval std::size_t operator""_MiB(unsigned long long count) { return count << 20; }
consteval std::size_t operator""_GiB(unsigned long long count) { return count << 30; }
}  // namespace size_literals

/// How much a cell's confinement is insisted on.
enum class Confine : std::uint8_t {
  no,            ///< not wanted
  if_available,  ///< where the kernel can; a warning where it cannot
  required,      ///< where the kernel cannot, the child does not start
};

/// What a child in a cell may use. What it uses beyond that ends it, with ExitReason::limit and the name of
/// the limit; nothing else in the application notices.
struct CellLimits {
  /// Bytes of memory beyond what the empty cell has; 0: as much as there is. "memory limit".
  std::size_t memory = 0;
  /// CPU time that one message may take in its handler without a co_await that waits; zero: any. Noticed
  /// within an eighth of it or 10 ms. "cpu limit".
  Duration cpu = Duration::zero();
  /// CPU time of the cell as a whole, rounded up to seconds; zero: any. "cpu limit".
  Duration total_cpu = Duration::zero();
  /// Open file descriptors; 0: as many as the application may have. Beyond it open() and its like fail.
  unsigned descriptors = 0;
  /// No socket but those of the same machine's file system (seccomp).
  Confine no_network = Confine::no;
  /// No file can be opened, made, renamed or run; those that are open stay (Landlock).
  Confine no_files = Confine::no;
  /// Bytes of messages that may wait for a cell that does not take them. "mailbox limit".
  std::size_t mailbox = 64_MiB;
  /// Bytes of one message, either way.
  std::size_t message = 64_MiB;
  /// Whether a crash leaves a core file where the machine is set up to keep them.
  bool core_dumps = false;
};

}  // namespace anqa
