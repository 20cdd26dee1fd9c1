#include <algorithm>
#include <array>
#include <utility>

#include "anqa/http/headers.hpp"
#include "anqa/web/static_files.hpp"

namespace anqa {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// What a site serves from a folder; the names are those of the IANA registry.
constexpr std::array types = {
    Entry{"avif", "image/avif"},
    Entry{"bin", "application/octet-stream"},
    Entry{"css", "text/css; charset=utf-8"},
    Entry{"csv", "text/csv; charset=utf-8"},
    Entry{"gif", "image/gif"},
    Entry{"gz", "application/gzip"},
    Entry{"htm", "text/html; charset=utf-8"},
    Entry{"html", "text/html; charset=utf-8"},
    Entry{"ico", "image/vnd.microsoft.icon"},
    Entry{"jpeg", "image/jpeg"},
    Entry{"jpg", "image/jpeg"},
    Entry{"js", "text/javascript; charset=utf-8"},
    Entry{"json", "application/json; charset=utf-8"},
    Entry{"map", "application/json; charset=utf-8"},
    Entry{"mjs", "text/javascript; charset=utf-8"},
    Entry{"mp3", "audio/mpeg"},
    Entry{"mp4", "video/mp4"},
    Entry{"otf", "font/otf"},
    Entry{"pdf", "application/pdf"},
    Entry{"png", "image/png"},
    Entry{"svg", "image/svg+xml"},
    Entry{"ttf", "font/ttf"},
    Entry{"txt", "text/plain; charset=utf-8"},
    Entry{"wasm", "application/wasm"},
    Entry{"webm", "video/webm"},
    Entry{"webmanifest", "application/manifest+json"},
    Entry{"webp", "image/webp"},
    Entry{"woff", "font/woff"},
    Entry{"woff2", "font/woff2"},
    Entry{"xml", "application/xml"},
    Entry{"zip", "application/zip"},
};
static_assert(std::ranges::is_sorted(types, {}, &Entry::first));

}  // namespace

std::string_view content_type_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot != std::string_view::npos) {
    const auto extension = file_name.substr(dot + 1);
    for (const auto& [known, type] : types) {
      if (http::equal_ignoring_case(known, extension)) return type;
    }
  }
  return "application/octet-stream";
}

}  // namespace anqa
