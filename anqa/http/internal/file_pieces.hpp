#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "anqa/runtime/task.hpp"

namespace anqa::http::detail {

/// A file is read in pieces of this size, one in memory at a time.
inline constexpr std::uint64_t file_piece = 256 * 1024;

/// Owns a descriptor; shared with the blocking reads, which may outlive a killed process.
struct OpenFile {
  explicit OpenFile(int descriptor) : fd(descriptor) {}
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd;
};

/// Opens a file to be read, off the schedulers' threads; its fd is -1 where that failed.
Task<std::shared_ptr<const OpenFile>> open_file(std::string path);

/// Up to `size` bytes of the file from `offset`; less at its end, nothing on an error.
Task<std::string> read_file(std::shared_ptr<const OpenFile> file, std::uint64_t offset, std::uint64_t size);

}  // namespace anqa::http::detail
