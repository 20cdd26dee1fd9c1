#pragma once

#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// Registered names: one process each.
class NameTable {
 public:
  bool insert(std::string_view name, Pid pid);
  /// Only if it is still `pid`'s.
  bool erase(std::string_view name, Pid pid);
  Pid find(std::string_view name) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Pid, Hash, std::equal_to<>> pids_;
};

}  // namespace anqa::detail
