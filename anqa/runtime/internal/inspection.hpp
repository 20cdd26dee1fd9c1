#pragma once

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {
/// Fills in and sends back a ProcessInfo.
void answer_inspection(const ProcessCore& core, Envelope& request);
}  // namespace anqa::detail
