#include "anqa/http/internal/file_pieces.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "anqa/runtime/blocking.hpp"

namespace anqa::http::detail {
namespace {

std::string read_from(int fd, std::uint64_t offset, std::uint64_t size) {
  if (fd < 0) return {};
  std::string piece(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < piece.size()) {
    const ssize_t got =
        ::pread(fd, piece.data() + filled, piece.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  piece.resize(filled);
  return piece;
}

}  // namespace

OpenFile::~OpenFile() {
  if (fd >= 0) ::close(fd);
}

Task<std::shared_ptr<const OpenFile>> open_file(std::string path) {
  co_return co_await blocking(
      [path] { return std::make_shared<const OpenFile>(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); });
}

Task<std::string> read_file(std::shared_ptr<const OpenFile> file, std::uint64_t offset, std::uint64_t size) {
  co_return co_await blocking([file, offset, size] { return read_from(file->fd, offset, size); });
}

}  // namespace anqa::http::detail
