#pragma once

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// A handler of a process that is `watched` begins.
void before_handler(ProcessCore& core);
/// It has come to its end; core.current is still there.
void after_watched_handler(ProcessCore& core);

}  // namespace anqa::detail
