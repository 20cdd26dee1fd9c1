#include "anqa/web/static_manifest.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "anqa/term/json.hpp"

namespace anqa {

StaticManifest::StaticManifest(const std::string& path) {
  if (path.empty()) return;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cache_static_manifest: " + path + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  const auto manifest = json::parse(text.str());
  if (!manifest) throw std::runtime_error("cache_static_manifest: " + path + ": " + manifest.error().message);
  const Term& latest = (*manifest)["latest"];
  if (!latest.is_map()) throw std::runtime_error("cache_static_manifest: " + path + " has no \"latest\"");
  const Term& digests = (*manifest)["digests"];
  for (const auto& [name, digested] : latest.entries()) {
    const auto file_name = digested.as_binary();
    if (!file_name) continue;
    const auto sha512 = digests[*file_name]["sha512"].as_binary();
    latest_.emplace(*name.as_binary(), Digested{std::string(*file_name), std::string(sha512.value_or(""))});
  }
}

const StaticManifest::Digested* StaticManifest::find(std::string_view path) const {
  if (latest_.empty()) return nullptr;
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto found = latest_.find(path.substr(0, path.find_first_of("?#")));
  return found == latest_.end() ? nullptr : &found->second;
}

std::string StaticManifest::path(std::string_view path) const {
  const Digested* digested = find(path);
  if (digested == nullptr) return std::string(path);
  std::string out = (path.starts_with('/') ? "/" : "") + digested->path + "?vsn=d";
  const auto end = path.find_first_of("?#");
  if (end == std::string_view::npos) return out;
  const auto rest = path.substr(end);
  if (rest.starts_with('?') && rest.size() > 1) return out + "&" + std::string(rest.substr(1));
  return rest.starts_with('#') ? out + std::string(rest) : out;
}

bool StaticManifest::is_current(std::string_view path) const {
  if (path.starts_with('/')) path.remove_prefix(1);
  path = path.substr(0, path.find_first_of("?#"));
  for (const auto& [name, digested] : latest_) {
    if (path == digested.path || path == name) return true;
    // "assets/app-<32 digits>.css" of "assets/app.css"
    const std::size_t dot = name.rfind('.');
    const std::string_view stem = std::string_view(name).substr(0, dot);
    const std::string_view ending =
        dot == std::string::npos ? std::string_view() : std::string_view(name).substr(dot);
    if (path.size() == name.size() + 33 && path.starts_with(stem) && path[stem.size()] == '-' &&
        path.ends_with(ending)) {
      return false;
    }
  }
  return true;
}

std::string StaticManifest::integrity(std::string_view path) const {
  const Digested* digested = find(path);
  return digested == nullptr || digested->sha512.empty() ? std::string() : "sha512-" + digested->sha512;
}

}  // namespace anqa
