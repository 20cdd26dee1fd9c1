#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/otp/config.hpp"

namespace anqa::detail {

/// Where a value was set; a later one goes before an earlier one. The environment stands between file and
/// command line.
enum class ConfigLevel : std::uint8_t { defaults, file, command_line, put };

struct ConfigSetting {
  std::string app;
  std::string key;
  ConfigText value;
};

void store_config(ConfigLevel level, std::vector<ConfigSetting> settings);
/// What files and the command line have set for an application.
std::vector<ConfigSetting> given_config(std::string_view app);

/// What a file says.
result<std::vector<ConfigSetting>> parse_config(std::string_view text, const std::string& origin);
/// What `text` means with the quotes taken off; nothing when they are wrong.
std::optional<std::string> unquote(std::string_view text);
bool is_config_name(std::string_view name);
std::string_view trim(std::string_view text);

}  // namespace anqa::detail
