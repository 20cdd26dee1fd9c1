#pragma once

#include <map>
#include <string>
#include <string_view>

namespace anqa {

/// Which file stands for "app.css" now: the manifest that digest_assets (or `mix phx.digest`, whose format it
/// is) wrote.
class StaticManifest {
 public:
  StaticManifest() = default;
  /// Reads the file; an empty path is an empty manifest. Throws std::runtime_error where it cannot be read or
  /// is no manifest.
  explicit StaticManifest(const std::string& path);

  /// "/assets/app-5f3….css?vsn=d" of "/assets/app.css", which browsers may keep for ever; what is not in the
  /// manifest stays as it is. A query or a fragment stays behind it.
  std::string path(std::string_view path) const;
  /// "sha512-…" for `<script integrity>`; empty for what is not in the manifest.
  std::string integrity(std::string_view path) const;
  /// Whether a browser that has loaded this path, "/assets/app-5f3….css?vsn=d", has what is served now. True
  /// without a manifest, and for what never was in it.
  bool is_current(std::string_view path) const;
  bool empty() const { return latest_.empty(); }

 private:
  struct Digested {
    std::string path;
    std::string sha512;
  };
  const Digested* find(std::string_view path) const;

  std::map<std::string, Digested, std::less<>> latest_;
};

}  // namespace anqa
