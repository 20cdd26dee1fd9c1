#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/base/result.hpp"

/// An application's configuration: texts by application and key, read as the type that is asked for. What
/// counts is, in this order:
///
/// 1. put_env(), while it runs;
/// 2. `--set shop.port=4001` on the command line;
/// 3. the environment: SHOP_PORT for key "port" of application "shop";
/// 4. a file, `--config shop.conf`, see load_config();
/// 5. the application's own defaults, see Application::config.
///
/// It is one for the whole program. Every function here may be called from any thread.

namespace anqa {

/// A value is missing, or is not what was asked for: names where it comes from, the key, what was given and
/// what would have been right.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a text is a T. Specialise it for a type of your own.
template <class T>
struct ConfigType;

namespace detail {

/// A text and where it comes from: "shop.conf:3", "--set", "SHOP_PORT", "put_env()" or "its default".
struct ConfigText {
  std::string text;
  std::string origin;
};
std::optional<ConfigText> find_config(std::string_view app, std::string_view key);
void put_config(std::string_view app, std::string_view key, std::string text);
Error bad_config(std::string_view app, std::string_view key, const ConfigText& given,
                 std::string_view expected);
Error missing_config(std::string_view app, std::string_view key, std::string_view expected);

std::optional<bool> parse_bool(std::string_view text);
std::optional<Duration> parse_duration(std::string_view text);
std::string print_duration(Duration duration);
/// The items of a list, without the space around them; none for an empty text.
std::vector<std::string_view> split_list(std::string_view text);

}  // namespace detail

/// `get_env<int>("shop", "port")`: nothing when it is not set. Throws ConfigError when it is no int.
template <class T>
std::optional<T> get_env(std::string_view app, std::string_view key) {
  const auto found = detail::find_config(app, key);
  if (!found) return std::nullopt;
  auto value = ConfigType<T>::parse(found->text);
  if (!value) throw ConfigError(detail::bad_config(app, key, *found, ConfigType<T>::expected()).message);
  return value;
}
template <class T>
T get_env(std::string_view app, std::string_view key, std::type_identity_t<T> otherwise) {
  auto value = get_env<T>(app, key);
  return value ? std::move(*value) : std::move(otherwise);
}

/// As get_env(), for what must be set.
template <class T>
result<T> try_fetch_env(std::string_view app, std::string_view key) {
  const auto found = detail::find_config(app, key);
  if (!found) return std::unexpected(detail::missing_config(app, key, ConfigType<T>::expected()));
  auto value = ConfigType<T>::parse(found->text);
  if (!value) return std::unexpected(detail::bad_config(app, key, *found, ConfigType<T>::expected()));
  return std::move(*value);
}
/// Elixir's fetch_env!: throws ConfigError when it is missing or wrong.
template <class T>
T fetch_env(std::string_view app, std::string_view key) {
  auto value = try_fetch_env<T>(app, key);
  if (!value) throw ConfigError(std::move(value.error().message));
  return std::move(*value);
}

template <class T>
void put_env(std::string_view app, std::string_view key, const T& value) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    detail::put_config(app, key, std::string(std::string_view(value)));
  } else {
    detail::put_config(app, key, ConfigType<T>::print(value));
  }
}
/// Takes a put_env() back.
void delete_env(std::string_view app, std::string_view key);

/// Reads a file such as
///
///     # The shop in production.
///     [shop]
///     port = 4000
///     title = "Tea & more"       # quotes keep spaces and #; \" \\ \n \t in them
///     timeout = 30s
///     hosts = a.example, b.example
///
/// The error names file and line. Nothing of a file with an error is taken.
result<void> load_config(const std::string& path);
/// The same from a text; `origin` stands for the file's name.
result<void> load_config_text(std::string_view text, const std::string& origin);
/// `shop.port=4001`, as after `--set`.
result<void> set_config(std::string_view assignment);
/// Takes `--config FILE` and `--set APP.KEY=VALUE` (any number of both, also with `=`) from a command line;
/// what else is there, and all after `--`, is left to the application.
result<void> configure(int argc, const char* const* argv);
/// Forgets all of it.
void clear_config();

/// The name of the environment variable for a key: "SHOP_SECRET_KEY" for "shop" and "secret_key".
std::string config_variable(std::string_view app, std::string_view key);

template <>
struct ConfigType<std::string> {
  static std::optional<std::string> parse(std::string_view text) { return std::string(text); }
  static std::string print(const std::string& value) { return value; }
  static std::string expected() { return "a text"; }
};

template <>
struct ConfigType<bool> {
  static std::optional<bool> parse(std::string_view text) { return detail::parse_bool(text); }
  static std::string print(bool value) { return value ? "true" : "false"; }
  static std::string expected() { return "true or false"; }
};

template <std::integral T>
struct ConfigType<T> {
  static std::optional<T> parse(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }
  static std::string print(T value) { return std::to_string(value); }
  static std::string expected() {
    return "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max());
  }
};

template <std::floating_point T>
struct ConfigType<T> {
  static std::optional<T> parse(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }
  static std::string print(T value) {
    char text[64];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
  }
  static std::string expected() { return "a number"; }
};

/// `250ms`, `30s`, `5min`, `2h`, `1d`; a type that cannot hold it exactly refuses it.
template <class Rep, class Period>
struct ConfigType<std::chrono::duration<Rep, Period>> {
  using D = std::chrono::duration<Rep, Period>;
  static std::optional<D> parse(std::string_view text) {
    const auto duration = detail::parse_duration(text);
    if (!duration) return std::nullopt;
    const D value = std::chrono::duration_cast<D>(*duration);
    return std::chrono::duration_cast<Duration>(value) == *duration ? std::optional(value) : std::nullopt;
  }
  static std::string print(D value) {
    return detail::print_duration(std::chrono::duration_cast<Duration>(value));
  }
  static std::string expected() {
    return std::string("a length of time such as ") + (D(1) > std::chrono::seconds(1)    ? "5min"
                                                       : D(1) == std::chrono::seconds(1) ? "30s"
                                                                                         : "250ms or 30s");
  }
};

/// Items with commas between them.
template <class T>
struct ConfigType<std::vector<T>> {
  static std::optional<std::vector<T>> parse(std::string_view text) {
    std::vector<T> items;
    for (std::string_view item : detail::split_list(text)) {
      auto value = ConfigType<T>::parse(item);
      if (!value) return std::nullopt;
      items.push_back(std::move(*value));
    }
    return items;
  }
  static std::string print(const std::vector<T>& items) {
    std::string text;
    for (const T& item : items) text += (text.empty() ? "" : ", ") + ConfigType<T>::print(item);
    return text;
  }
  static std::string expected() {
    return "items with commas between them, each " + ConfigType<T>::expected();
  }
};

}  // namespace anqa
