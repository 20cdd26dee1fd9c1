#pragma once

#include <cstddef>

namespace anqa::http::detail {

inline constexpr std::size_t read_size = 64 * 1024;

/// Where one read goes; its bytes are used up before this thread reads again.
inline char* read_buffer() {
  thread_local char buffer[read_size];
  return buffer;
}

}  // namespace anqa::http::detail
