#include "settings.hpp"

#include <sys/stat.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "accounts/accounts.hpp"
#include "anqa/web/crypto/random.hpp"
#include "catalog/queries.hpp"
#include "migrations.hpp"
#include "orders/orders.hpp"
#include "repo.hpp"

namespace shop {
namespace {

namespace fs = std::filesystem;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// The number in an environment variable; `otherwise` without it.
template <class Number>
Number number(const char* name, Number otherwise, Number least, Number most) {
  const auto text = variable(name);
  if (text.empty()) return otherwise;
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw std::invalid_argument(std::string(name) + " is '" + std::string(text) +
                                "': must be a number from " + std::to_string(least) + " to " +
                                std::to_string(most));
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
  const bool kept = static_cast<bool>(std::ofstream(file) << secret << '\n' << std::flush);
  ::umask(before);
  if (!kept) throw std::runtime_error("cannot write " + file.string() + "; set SECRET_KEY_BASE instead");
  return secret;
}

}  // namespace

Settings read_settings() {
  Settings settings;
  settings.port = number<std::uint16_t>("PORT", settings.port, 0, 65535);
  if (const auto text = variable("DATABASE"); !text.empty()) settings.database = text;
  settings.database_url = variable("DATABASE_URL");
  settings.secret_key_base = variable("SECRET_KEY_BASE");
  if (settings.secret_key_base.empty()) {
    settings.secret_key_base = kept_secret(fs::absolute(settings.database).parent_path() / "secret_key_base");
  }
  settings.pictures = variable("PICTURES");
  if (settings.pictures.empty()) {
    settings.pictures = (fs::absolute(settings.database).parent_path() / "pictures").string();
  }
  settings.admin_password = variable("ADMIN_PASSWORD");
  if (!variable("REQUEST_TIMEOUT_MS").empty()) {
    const std::chrono::milliseconds timeout(number<int>("REQUEST_TIMEOUT_MS", 0, 1, 3'600'000));
    settings.timeouts.header = settings.timeouts.body = settings.timeouts.idle = timeout;
  }
  settings.assets = (fs::read_symlink("/proc/self/exe").parent_path() / "assets").string();
  return settings;
}

anqa::RepoServer::Options database_options(const Settings& settings) {
  return {.repo = repo,
          .sqlite = {.database = settings.database},
          .migrations = migrations(),
          .postgres = {.url = settings.database_url},
          .changesets = {[] { return orders::changeset({}, {}); }, [] { return catalog::changeset({}, {}); },
                         [] { return accounts::registration({}); }}};
}

}  // namespace shop
