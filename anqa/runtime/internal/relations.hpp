#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "anqa/runtime/process.hpp"

namespace anqa::detail {

/// Who is told when a process ends, and what is undone. Most processes have a link and nothing else.
struct Relations {
  struct Watcher {
    Pid pid;
    std::uint64_t ref;
  };
  std::unordered_set<Pid> links;
  std::vector<Watcher> watchers;                    ///< who monitors this process
  std::unordered_map<std::uint64_t, Pid> monitors;  ///< whom this process monitors
  std::vector<std::unique_ptr<ExitHook>> exit_hooks;
  std::string name;  ///< registered name
  Promise<Nothing> started;
};

inline Relations& relations_of(ProcessCore& core) {
  if (!core.relations) core.relations = new Relations;
  return *core.relations;
}

}  // namespace anqa::detail
