#include "catalog/pictures.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "anqa/web/crypto/random.hpp"

namespace shop::pictures {
namespace {

namespace fs = std::filesystem;

fs::path& folder() {
  static fs::path path;
  return path;
}

}  // namespace

void keep_in(std::string path) {
  folder() = std::move(path);
  fs::create_directories(folder());
}

std::string_view ending_of(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return ".png";
  if (bytes.starts_with("\xff\xd8\xff")) return ".jpg";
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return ".webp";
  return "";
}

anqa::result<std::string> keep(const std::string& uploaded) {
  if (folder().empty()) throw std::logic_error("pictures::keep_in() was not called");
  char first[12] = {};
  std::ifstream file(uploaded, std::ios::binary);
  file.read(first, sizeof first);
  const auto ending = ending_of({first, static_cast<std::size_t>(file.gcount())});
  if (ending.empty()) return std::unexpected(anqa::Error{"This file is no PNG, JPEG or WebP picture."});
  // A name that nobody chose, and nobody has seen: browsers may keep the file for ever.
  const std::string name = anqa::random_token(12) + std::string(ending);
  std::error_code error;
  fs::copy_file(uploaded, folder() / name, error);
  if (error) return std::unexpected(anqa::Error{"The picture could not be kept: " + error.message()});
  return name;
}

}  // namespace shop::pictures
