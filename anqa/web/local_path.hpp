#pragma once

#include <string_view>

namespace anqa {

/// Whether a redirect to `path` stays on this site: it starts with one '/'. Browsers read "//host" and
/// "/\host" as another site, and skip tabs and line breaks within.
constexpr bool is_local_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") &&
         path.find_first_of("\\\t\r\n") == std::string_view::npos;
}

}  // namespace anqa
