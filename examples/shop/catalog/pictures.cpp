#include "catalog/pictures.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/web/crypto/random.hpp"
#include "catalog/picture_reader.hpp"

namespace shop::pictures {
namespace {

using namespace std::chrono_literals;
using namespace anqa::size_literals;
namespace fs = std::filesystem;

fs::path& folder() {
  static fs::path path;
  return path;
}

std::string bytes_of(const std::string& file) {
  std::stringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return std::move(bytes).str();
}

/// The name is one that nobody chose, and nobody has seen: browsers may keep the file for ever.
anqa::result<std::string> keep(const std::string& bytes, const std::string& ending) {
  const std::string name = anqa::random_token(12) + ending;
  if (std::ofstream(folder() / name, std::ios::binary) << bytes << std::flush) return name;
  return std::unexpected(anqa::Error{"The picture could not be kept."});
}

}  // namespace

void keep_in(std::string path) {
  folder() = std::move(path);
  fs::create_directories(folder());
}

// [cell]
anqa::Supervisor::Spec reader() {
  return {.max_restarts = 1000,  // visitors may kill it for fun, see system_live.hpp
          .children = {anqa::child<PictureReader>({})
                           .id("picture reader")
                           .named("shop.picture_reader")
                           .in_cell({.memory = 64_MiB, .cpu = 1s})}};
}
// [/cell]

anqa::Task<anqa::result<std::string>> add(std::string uploaded) {
  if (folder().empty()) throw std::logic_error("pictures::keep_in() was not called");
  auto bytes = co_await anqa::blocking([uploaded] { return bytes_of(uploaded); });
  const auto info = co_await anqa::try_call(picture_reader(), PictureReader::Read{bytes});
  if (!info) {
    anqa::log_warning("a picture was not read: " + info.error().to_string());
    co_return std::unexpected(anqa::Error{"This picture could not be read."});
  }
  if (info->ending.empty()) {
    co_return std::unexpected(anqa::Error{"This file is no PNG, JPEG or WebP picture."});
  }
  co_return co_await anqa::blocking(
      [bytes = std::move(bytes), ending = info->ending] { return keep(bytes, ending); });
}

}  // namespace shop::pictures
