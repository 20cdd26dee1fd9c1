#include <algorithm>
#include <utility>

#include "anqa/http/internal/connection_body.hpp"
#include "anqa/http/internal/file_pieces.hpp"

namespace anqa::http::detail {

Task<void> Connection::send_file(FileBody body) {
  const auto file = co_await open_file(body.path);
  while (body.length > 0) {
    std::string piece = co_await read_file(file, body.offset, std::min(body.length, file_piece));
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
