#pragma once

#include <string>

#include "anqa/cell/limits.hpp"

namespace anqa::cell {

/// Takes network and file system from the calling process, which has one thread yet, as far as `limits` say.
/// Says what was required and could not be; empty when all is well.
std::string confine(const CellLimits& limits);

}  // namespace anqa::cell
