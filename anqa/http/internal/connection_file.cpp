#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "anqa/http/internal/connection_body.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa::http::detail {
namespace {

/// A file is read in pieces of this size, one in memory at a time.
constexpr std::uint64_t file_piece = 256 * 1024;

/// Owns a descriptor; shared with the blocking reads, which may outlive a killed connection.
struct OpenFile {
  explicit OpenFile(int descriptor) : fd(descriptor) {}
  ~OpenFile() {
    if (fd >= 0) ::close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd;
};

/// Up to `size` bytes of the file from `offset`; less at its end, nothing on an error.
std::string read_from(int fd, std::uint64_t offset, std::uint64_t size) {
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

Task<void> Connection::send_file(FileBody body) {
  const auto file = std::make_shared<const OpenFile>(
      co_await blocking([path = body.path] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
  while (body.length > 0) {
    std::string piece =
        co_await blocking([file, offset = body.offset, size = std::min(body.length, file_piece)] {
          return file->fd < 0 ? std::string() : read_from(file->fd, offset, size);
        });
    if (piece.empty()) {
      // The head has promised more: all that is left is to let the client notice.
      log("the file " + body.path + " ended " + std::to_string(body.length) + " bytes early");
      finish();
      co_return;
    }
    body.offset += piece.size();
    body.length -= piece.size();
    out_.append(std::move(piece));
    if (!co_await write_out()) co_return;
  }
  end_request();
}

}  // namespace anqa::http::detail
