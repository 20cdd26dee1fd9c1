#pragma once

#include <string>
#include <vector>

namespace anqa {

/// What digest_assets is told.
struct DigestOptions {
  /// The folder with the files, such as "priv/static".
  std::string input;
  /// Where they go with their digests; the same folder, unless given.
  std::string output = {};
  /// Endings of files that are also written compressed, for StaticFiles::gzip.
  std::vector<std::string> gzip = {"css", "csv", "html", "js",          "json", "map",
                                   "mjs", "svg", "txt",  "webmanifest", "wasm", "xml"};
  /// Whether links from style sheets get `?vsn=d`, so that what they lead to is kept for ever, too.
  bool vsn = true;
};

/// Prepares static files for deployment, as `mix phx.digest` does: "css/app.css" is also written as
/// "css/app-<md5 of its content>.css", both also compressed where that pays, and `cache_manifest.json` says
/// which is which (StaticManifest reads it, and so does Phoenix). Style sheets then link to the digested
/// files, and scripts and style sheets to their digested source maps; a file whose links changed has another
/// digest.
///
/// Gives the names of the digested files, sorted. Run it again at will: files that it wrote are no input.
/// Throws std::runtime_error where the folder is none, and std::filesystem::filesystem_error where a file
/// cannot be read or written.
std::vector<std::string> digest_assets(const DigestOptions& options);

/// Deletes digested files that the manifest in `folder` does not name any more: `mix phx.digest.clean --all`
/// for what is not the latest. Gives how many there were.
std::size_t clean_digests(const std::string& folder);

}  // namespace anqa
