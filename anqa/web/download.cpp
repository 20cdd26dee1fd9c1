#include "anqa/web/download.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "anqa/base/encoding.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/static_files.hpp"

namespace anqa {
namespace {

/// RFC 6266: the name percent-encoded, which no quote or line break can leave, and again in the form that
/// says so where that changed it.
std::string disposition(const std::string& filename, bool shown_inline) {
  const std::string encoded = percent_encode(filename);
  std::string out = shown_inline ? "inline" : "attachment";
  out += "; filename=\"" + encoded + "\"";
  if (encoded != filename) out += "; filename*=utf-8''" + encoded;
  return out;
}

std::string type_of(const DownloadOptions& options, const std::string& filename) {
  return options.content_type.empty() ? std::string(content_type_of(filename)) : options.content_type;
}

}  // namespace

Conn send_download(Conn conn, std::string bytes, const DownloadOptions& options) {
  if (options.filename.empty())
    throw std::invalid_argument("send_download: bytes have no name: give a filename");
  conn.put_resp_header("content-type", type_of(options, options.filename));
  conn.put_resp_header("content-disposition", disposition(options.filename, options.shown_inline));
  const int status = conn.status();
  return conn.resp(status, std::move(bytes));
}

Conn send_download_file(Conn conn, const std::string& path, const DownloadOptions& options) {
  std::error_code failed;
  const bool is_file = std::filesystem::is_regular_file(path, failed);
  const auto size = is_file ? std::filesystem::file_size(path, failed) : 0;
  if (!is_file || failed) throw HttpError(404, "there is no such file");
  if (options.offset > size || options.length.value_or(0) > size - options.offset) {
    throw std::invalid_argument("send_download_file(\"" + path + "\"): it has " + std::to_string(size) +
                                " bytes, which do not hold the part that is asked for");
  }
  const std::string filename =
      options.filename.empty() ? std::filesystem::path(path).filename().string() : options.filename;
  conn.put_resp_header("content-disposition", disposition(filename, options.shown_inline));
  const int status = conn.status();
  return conn.send_file(
      status, type_of(options, filename),
      {.path = path, .offset = options.offset, .length = options.length.value_or(size - options.offset)});
}

}  // namespace anqa
