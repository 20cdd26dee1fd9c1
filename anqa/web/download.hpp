#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// How a browser is to keep what it is sent.
struct DownloadOptions {
  /// The name to keep it under; of a file, by default its own.
  std::string filename = {};
  /// By default what the name's ending says.
  std::string content_type = {};
  /// To be shown in the browser rather than kept.
  bool shown_inline = false;
  /// Of a file: only this part of it.
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length = {};
};

/// Answers with something that browsers keep as a file, with the status that was put:
///
///     return send_download(std::move(conn), report_csv(orders), {.filename = "orders.csv"});
///
/// Throws std::invalid_argument without a filename.
Conn send_download(Conn conn, std::string bytes, const DownloadOptions& options);

/// The same with a file of this machine. Throws HttpError 404 where there is no such file, and
/// std::invalid_argument where it has less than what is asked for. `path` is trusted: never make it of what a
/// visitor sent.
Conn send_download_file(Conn conn, const std::string& path, const DownloadOptions& options = {});

}  // namespace anqa
