#include "settings.hpp"

#include <sys/stat.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "anqa/web/crypto/random.hpp"

namespace shop {
namespace {

namespace fs = std::filesystem;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::uint16_t port(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument("PORT is '" + std::string(text) + "': must be a number from 0 to 65535");
  }
  return value;
}

/// A secret for trying things out: made at the first start, so that sessions outlive a restart.
std::string kept_secret(const fs::path& file) {
  std::string secret;
  std::ifstream(file) >> secret;
  if (secret.size() >= 64) return secret;
  secret = anqa::random_token(48);
  fs::create_directories(file.parent_path());
  const auto before = ::umask(077);
  std::ofstream(file) << secret << '\n';
  ::umask(before);
  return secret;
}

}  // namespace

Settings read_settings() {
  Settings settings;
  if (const auto text = variable("PORT"); !text.empty()) settings.port = port(text);
  if (const auto text = variable("DATABASE"); !text.empty()) settings.database = text;
  settings.secret_key_base = variable("SECRET_KEY_BASE");
  if (settings.secret_key_base.empty()) {
    settings.secret_key_base = kept_secret(fs::absolute(settings.database).parent_path() / "secret_key_base");
  }
  settings.assets = (fs::read_symlink("/proc/self/exe").parent_path() / "assets").string();
  return settings;
}

}  // namespace shop
