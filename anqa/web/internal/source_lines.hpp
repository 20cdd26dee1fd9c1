#pragma once

#include <cstdint>
#include <vector>

#include "anqa/web/error_page.hpp"

namespace anqa::detail {

/// The functions and lines of return addresses of this program, by `llvm-symbolizer` or `addr2line`, which
/// come with compilers; without either, the names that the dynamic linker knows. Takes a tenth of a second or
/// more: it reads the program's debug information. Runs a child process.
std::vector<SourceFrame> source_lines(const std::vector<std::uintptr_t>& addresses);

}  // namespace anqa::detail
