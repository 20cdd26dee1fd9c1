#include "anqa/web/digest.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "anqa/term/json.hpp"
#include "anqa/web/internal/digest_parts.hpp"

namespace anqa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "cache_manifest.json";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw fs::filesystem_error("digest_assets cannot read", path, std::make_error_code(std::errc::io_error));
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.flush();
  if (!file)
    throw fs::filesystem_error("digest_assets cannot write", path, std::make_error_code(std::errc::io_error));
}

std::string extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return std::string(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1));
}

bool is_input(const std::string& name) {
  const std::string_view file = std::string_view(name).substr(name.rfind('/') + 1);
  return !file.starts_with('.') && file != manifest_name && !file.ends_with(".gz") &&
         !file.ends_with(".br") && !detail::is_digested_name(name);
}

class Digester {
 public:
  explicit Digester(const DigestOptions& options)
      : options_(options), output_(options.output.empty() ? options.input : options.output) {
    if (!fs::is_directory(options.input)) {
      throw std::runtime_error("digest_assets: " + options.input + " is no folder");
    }
    for (const auto& entry : fs::recursive_directory_iterator(options.input)) {
      const std::string name = entry.path().lexically_relative(options.input).generic_string();
      if (entry.is_regular_file() && is_input(name)) files_[name].content = read(entry.path());
    }
  }

  std::vector<std::string> run() {
    std::vector<std::string> names;
    for (auto& [name, file] : files_) names.push_back(digested(name));
    for (const auto& [name, file] : files_) {
      if (output_ != options_.input) put(name, file.content);
      if (output_ == options_.input && compresses(name)) put_compressed(name, file.content);
      put(file.digested, file.linked);
    }
    write(fs::path(output_) / manifest_name, manifest());
    std::ranges::sort(names);
    return names;
  }

 private:
  struct File {
    std::string content;
    std::string linked;    ///< with its links to digested files
    std::string digested;  ///< its name; empty until it is known
    bool open = false;     ///< its links are being followed
  };

  /// The digested name of a file, once those that it links to have theirs: a style sheet is another one when
  /// its pictures are others. Where links go round in a circle, one of them stays as it was.
  std::string digested(const std::string& name) {
    const auto found = files_.find(name);
    if (found == files_.end() || found->second.open) return {};
    File& file = found->second;
    if (file.digested.empty()) {
      file.open = true;
      file.linked = detail::relink(name, file.content, options_.vsn,
                                   [this](const std::string& target) { return digested(target); });
      file.open = false;
      file.digested = detail::digested_name(name, detail::md5_hex(file.linked));
    }
    return file.digested;
  }

  bool compresses(std::string_view name) const {
    return std::ranges::find(options_.gzip, extension_of(name)) != options_.gzip.end();
  }

  void put_compressed(const std::string& name, std::string_view text) const {
    const std::string packed = detail::gzip(text);
    // Where it does not pay, an older one must not stay either.
    const fs::path path = fs::path(output_) / (name + ".gz");
    if (packed.size() < text.size()) {
      write(path, packed);
    } else {
      fs::remove(path);
    }
  }

  void put(const std::string& name, std::string_view text) const {
    write(fs::path(output_) / name, text);
    if (compresses(name)) put_compressed(name, text);
  }

  std::string manifest() const {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    std::vector<Term::Entry> latest;
    std::vector<Term::Entry> digests;
    for (const auto& [name, file] : files_) {
      latest.push_back({name, file.digested});
      digests.push_back({file.digested, Term::map({{"logical_path", name},
                                                   {"mtime", static_cast<std::int64_t>(now)},
                                                   {"size", static_cast<std::int64_t>(file.linked.size())},
                                                   {"digest", detail::md5_hex(file.linked)},
                                                   {"sha512", detail::sha512_base64(file.linked)}})});
    }
    return json::write(Term::map({{"version", 1},
                                  {"latest", Term::map(std::move(latest))},
                                  {"digests", Term::map(std::move(digests))}})) +
           "\n";
  }

  const DigestOptions& options_;
  std::string output_;
  std::map<std::string, File> files_;
};

}  // namespace

std::vector<std::string> digest_assets(const DigestOptions& options) { return Digester(options).run(); }

std::size_t clean_digests(const std::string& folder) {
  const auto manifest = json::parse(read(fs::path(folder) / manifest_name));
  if (!manifest) throw std::runtime_error("clean_digests: " + folder + " has a broken cache_manifest.json");
  std::set<std::string, std::less<>> kept;
  for (const auto& [name, digested] : (*manifest)["latest"].entries()) {
    const auto text = digested.as_binary();
    if (!text) continue;
    kept.emplace(*text);
    kept.insert(std::string(*text) + ".gz");
  }
  std::vector<fs::path> old;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    if (entry.is_regular_file() && detail::is_digested_name(name) && !kept.contains(name))
      old.push_back(entry.path());
  }
  for (const fs::path& path : old) fs::remove(path);
  return old.size();
}

}  // namespace anqa
