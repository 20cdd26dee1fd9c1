#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/otp/gen_server.hpp"

namespace anqa {

/// A table from keys to processes, each key owned by one process at most: `child<Registry>({.name =
/// "rooms"})`. The process that registers a key owns it; its keys are free again before anybody is told that
/// it ended. Looking up asks no process.
class Registry : public GenServer {
 public:
  struct Options {
    std::string name;
  };
  explicit Registry(Options options);
  ~Registry() override;

  /// Registers the calling process. False when a living process has the key. Throws std::invalid_argument
  /// when there is no such registry; so do the others.
  static bool register_key(std::string_view registry, std::string_view key);
  /// Only by its owner; false for a key that is not the caller's.
  static bool unregister(std::string_view registry, std::string_view key);
  /// A default-made Pid for a key that nobody has.
  static Pid lookup(std::string_view registry, std::string_view key);
  static std::vector<std::string> keys(std::string_view registry, Pid owner);
  static std::size_t count(std::string_view registry);

 private:
  std::string name_;
};

}  // namespace anqa
