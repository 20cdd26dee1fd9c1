#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"

namespace anqa {

/// A folder whose files are served as they are, with ETags, 304 and byte ranges. Names that begin with a dot
/// are not served, and no path leads out of the folder, however it is encoded.
struct StaticFiles {
  /// The path under which they stand.
  std::string at = "/";
  /// The folder, absolute or relative to the working directory.
  std::string from = {};
  /// Where not empty, only what has one of these as its first segment: {"assets", "favicon.ico"}. Saves
  /// asking the disk for each other request.
  std::vector<std::string> only = {};
  /// Of a plain request: the browser asks again and is told 304.
  std::string cache_control = "public, no-cache";
  /// Of a request with `?vsn=d`, whose path changes with its content.
  std::string cache_control_for_versions = "public, max-age=31536000, immutable";
};

/// The answer, or nothing where the request is not for a file that is there (the router may know it). A path
/// that tries to leave the folder is 400.
std::optional<http::Response> serve_static(const StaticFiles& files, const http::Request& request);

/// "text/css; charset=utf-8" for "app.css"; application/octet-stream for what is not known.
std::string_view content_type_of(std::string_view file_name);

}  // namespace anqa
