#pragma once

#include <string_view>

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// Describes the exception being handled: call it in a catch block. `message` is what was being handled.
CrashInfo capture_crash(std::string_view message);
/// One record in the log: what the process was, what it was handling, the exception and its stack.
void log_crash(const ProcessCore& core, const CrashInfo& info);

}  // namespace anqa::detail
