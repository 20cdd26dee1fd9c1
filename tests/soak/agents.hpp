#pragma once

#include <cstdint>

#include "anqa/runtime/task.hpp"
#include "arena.hpp"

namespace soak {

/// Does random things to the arena, and to processes of its own, until counts->stop.
anqa::Task<void> agent(CountsRef counts, std::uint64_t seed);

}  // namespace soak
