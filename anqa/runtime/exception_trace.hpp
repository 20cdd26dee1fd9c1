#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace anqa {

/// What is known of an exception.
struct ExceptionTrace {
  std::string type;  ///< "std::runtime_error"
  std::string what;  ///< its what(), or the text that was thrown; else empty
  /// Where it was thrown: the addresses that each function of the stack returns to, the innermost first.
  /// Empty when another exception was thrown in this thread since, when stacks are over their budget
  /// (docs/decisions/0063), and under the sanitizers.
  std::vector<std::uintptr_t> stack;
};

/// Of an exception that was just caught in this thread.
ExceptionTrace trace_exception(const std::exception_ptr& error);

}  // namespace anqa
