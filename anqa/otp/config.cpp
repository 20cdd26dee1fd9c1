#include "anqa/otp/config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "anqa/otp/internal/config_store.hpp"

namespace anqa {
namespace {

using detail::ConfigLevel;
using detail::ConfigText;
using Values = std::array<std::optional<ConfigText>, 4>;  // by ConfigLevel

struct Store {
  std::shared_mutex mutex;
  std::map<std::string, std::map<std::string, Values, std::less<>>, std::less<>> apps;
};
Store& store() {
  static Store instance;
  return instance;
}

const std::optional<ConfigText>& at(const Values& values, ConfigLevel level) {
  return values[static_cast<std::size_t>(level)];
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

namespace detail {

std::optional<ConfigText> find_config(std::string_view app, std::string_view key) {
  std::shared_lock lock(store().mutex);
  static const Values none;
  const Values* values = &none;
  if (auto of_app = store().apps.find(app); of_app != store().apps.end()) {
    if (auto found = of_app->second.find(key); found != of_app->second.end()) values = &found->second;
  }
  for (ConfigLevel level : {ConfigLevel::put, ConfigLevel::command_line}) {
    if (at(*values, level)) return at(*values, level);
  }
  const std::string variable = config_variable(app, key);
  if (const char* text = std::getenv(variable.c_str())) return ConfigText{text, variable};
  return at(*values, ConfigLevel::file) ? at(*values, ConfigLevel::file) : at(*values, ConfigLevel::defaults);
}

void store_config(ConfigLevel level, std::vector<ConfigSetting> settings) {
  std::unique_lock lock(store().mutex);
  for (ConfigSetting& setting : settings) {
    store().apps[setting.app][setting.key][static_cast<std::size_t>(level)] = std::move(setting.value);
  }
}

std::vector<ConfigSetting> given_config(std::string_view app) {
  std::shared_lock lock(store().mutex);
  std::vector<ConfigSetting> given;
  auto of_app = store().apps.find(app);
  if (of_app == store().apps.end()) return given;
  for (const auto& [key, values] : of_app->second) {
    for (ConfigLevel level : {ConfigLevel::file, ConfigLevel::command_line}) {
      if (at(values, level)) given.push_back({std::string(app), key, *at(values, level)});
    }
  }
  return given;
}

void put_config(std::string_view app, std::string_view key, std::string text) {
  store_config(ConfigLevel::put, {{std::string(app), std::string(key), {std::move(text), "put_env()"}}});
}

Error bad_config(std::string_view app, std::string_view key, const ConfigText& given,
                 std::string_view expected) {
  return {given.origin + ": " + std::string(app) + "." + std::string(key) + " = " + quoted(given.text) +
          ": expected " + std::string(expected)};
}

Error missing_config(std::string_view app, std::string_view key, std::string_view expected) {
  const std::string name(key);
  return {"application " + quoted(app) + " needs " + quoted(key) + ", " + std::string(expected) + ": set \"" +
          name + " = …\" under [" + std::string(app) + "] in the file given with --config, " +
          config_variable(app, key) + " in the environment, or --set " + std::string(app) + "." + name +
          "=…"};
}

}  // namespace detail

void delete_env(std::string_view app, std::string_view key) {
  std::unique_lock lock(store().mutex);
  auto of_app = store().apps.find(app);
  if (of_app == store().apps.end()) return;
  auto found = of_app->second.find(key);
  if (found != of_app->second.end()) found->second[static_cast<std::size_t>(ConfigLevel::put)].reset();
}

void clear_config() {
  std::unique_lock lock(store().mutex);
  store().apps.clear();
}

std::string config_variable(std::string_view app, std::string_view key) {
  std::string name = std::string(app) + "_" + std::string(key);
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    c = std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return name;
}

result<void> load_config_text(std::string_view text, const std::string& origin) {
  auto settings = detail::parse_config(text, origin);
  if (!settings) return std::unexpected(std::move(settings.error()));
  detail::store_config(ConfigLevel::file, std::move(*settings));
  return {};
}

result<void> load_config(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail("cannot read the configuration file " + quoted(path) + ": is it there?");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return load_config_text(text, path);
}

result<void> set_config(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  const std::string_view name = detail::trim(assignment.substr(0, equals));
  const std::size_t dot = name.find('.');
  const std::string_view app = name.substr(0, dot);
  const std::string_view key = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  if (equals == std::string_view::npos || !detail::is_config_name(app) || !detail::is_config_name(key)) {
    return fail("--set " + quoted(assignment) + ": expected application.key=value, such as shop.port=4001");
  }
  auto value = detail::unquote(detail::trim(assignment.substr(equals + 1)));
  if (!value) return fail("--set " + quoted(assignment) + ": the quotes of the value do not match");
  detail::store_config(ConfigLevel::command_line,
                       {{std::string(app), std::string(key), {std::move(*value), "--set"}}});
  return {};
}

result<void> configure(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (argument == "--") break;
    const bool config = argument.starts_with("--config");
    if (!config && !argument.starts_with("--set")) continue;
    std::string_view value = argument.substr(config ? 8 : 5);
    if (value.starts_with('=')) {
      value.remove_prefix(1);
    } else if (!value.empty()) {
      continue;  // --configuration, --settings: not ours
    } else if (++i < argc) {
      value = argv[i];
    }
    if (value.empty()) {
      return fail(std::string(argument) +
                  (config ? " needs a file's name after it" : " needs application.key=value after it"));
    }
    auto done = config ? load_config(std::string(value)) : set_config(value);
    if (!done) return done;
  }
  return {};
}

}  // namespace anqa
