#pragma once

#include <string>
#include <string_view>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// Registered names: one process each. Looking one up takes no lock.
class NameTable {
 public:
  bool insert(std::string_view name, Pid pid);
  /// Only if it is still `pid`'s.
  bool erase(std::string_view name, Pid pid);
  Pid find(std::string_view name) const;

 private:
  ConcurrentMap<std::string, Pid> pids_;
};

}  // namespace anqa::detail
