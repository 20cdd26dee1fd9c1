#pragma once

#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/limits.hpp"
#include "anqa/runtime/exit_reason.hpp"

namespace anqa::cell {

/// The exit reason for what the operating system says of a cell's end.
ExitReason reason_of_death(const CellGone& gone, const CellLimits& limits);

}  // namespace anqa::cell
