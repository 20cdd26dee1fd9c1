#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace soak {

/// What all agents together have seen. They outlive every process.
struct Counts {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> actions{0};
  std::atomic<std::uint64_t> spawned{0};
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> calls_failed{0};
  std::atomic<std::uint64_t> monitors{0};
  std::atomic<std::uint64_t> downs{0};
  std::atomic<std::uint64_t> restarts{0};
  std::atomic<std::uint64_t> cell_calls{0};
  std::atomic<std::uint64_t> cell_calls_failed{0};
  std::atomic<std::uint64_t> cell_faults{0};
  std::atomic<bool> started{false};      ///< the tree of this round
  std::atomic<std::uint64_t> agents{0};  ///< that are at work
  // What must stay 0.
  std::atomic<std::uint64_t> monitors_unanswered{0};
  std::atomic<std::uint64_t> cell_calls_unanswered{0};
  std::atomic<std::uint64_t> wrong_answers{0};
  std::atomic<std::uint64_t> keys_of_the_dead{0};
  std::atomic<std::uint64_t> agents_that_crashed{0};
};

/// Things that die now and then, to be counted.
extern std::atomic<std::int64_t> objects_alive;

}  // namespace soak
