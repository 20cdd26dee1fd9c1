#pragma once

#include <cstdint>

#include "anqa/runtime/task.hpp"
#include "arena.hpp"

namespace soak {

/// Does cells every harm there is, from inside and outside, at a moderate rate, until counts->stop.
anqa::Task<void> tormentor(CountsRef counts, std::uint64_t seed);

}  // namespace soak
