#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"

namespace anqa {

/// A folder whose files are served as they are, with ETags, 304 and byte ranges. Names that begin with a dot
/// are not served, and no path leads out of the folder, however it is encoded. The names are those of
/// Plug.Static.
struct StaticFiles {
  /// The path under which they stand.
  std::string at = "/";
  /// The folder, absolute or relative to the working directory.
  std::string from = {};
  /// Where not empty, only what has one of these as its first segment: {"assets", "favicon.ico"}. Saves
  /// asking the disk for each other request.
  std::vector<std::string> only = {};
  /// The same for first segments that begin so: {"favicon", "apple-touch"}.
  std::vector<std::string> only_matching = {};
  /// Whether `app.css.gz` is sent in the place of app.css to who accepts it, and `app.css.br`, which goes
  /// first. digest_assets (digest.hpp) makes the former.
  bool gzip = true;
  bool brotli = true;
  /// More of them, in front of these: {{"zstd", ".zst"}}.
  std::vector<std::pair<std::string, std::string>> encodings = {};
  /// Of a plain request: the browser asks again and is told 304.
  std::string cache_control_for_etags = "public, no-cache";
  /// Of a request with `?vsn=d`, whose path changes with its content.
  std::string cache_control_for_vsn_requests = "public, max-age=31536000, immutable";
  /// The ETag of the file at a path, quotes and all, in the place of one made of its size and its time: for
  /// several servers whose copies have different times.
  std::string (*etag_generation)(const std::string& path) = nullptr;
  /// Headers that go with each file.
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// Types by the end of the name, or by the whole name, in front of what content_type_of knows:
  /// {{"md", "text/markdown"}, {"apple-app-site-association", "application/json"}}.
  std::vector<std::pair<std::string, std::string>> content_types = {};
};

/// The answer, or nothing where the request is not for a file that is there (the router may know it). A path
/// that tries to leave the folder is 400.
std::optional<http::Response> serve_static(const StaticFiles& files, const http::Request& request);

/// "text/css; charset=utf-8" for "app.css"; application/octet-stream for what is not known.
std::string_view content_type_of(std::string_view file_name);

/// Whether an Accept-Encoding header admits a coding such as "gzip", RFC 9110 §12.5.3.
bool accepts_encoding(std::string_view accept_encoding, std::string_view coding);

}  // namespace anqa
