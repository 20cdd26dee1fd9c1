#pragma once

#include <cstdint>
#include <utility>

#include "anqa/base/pool.hpp"
#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// One monitor of a process. Not among its Relations: a process that is monitored and nothing else, as many
/// are that live for a moment, has none.
struct Watcher {
  Pid pid;
  std::uint64_t ref;
  Watcher* next;

  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* watcher, std::size_t size) { pool_free(watcher, size); }
};

inline void add_watcher(ProcessCore& core, Pid pid, std::uint64_t ref) {
  core.watchers = new Watcher{pid, ref, core.watchers};
}

template <class Predicate>
void remove_watchers(ProcessCore& core, Predicate predicate) {
  for (Watcher** link = &core.watchers; *link;) {
    if (predicate(**link)) {
      delete std::exchange(*link, (*link)->next);
    } else {
      link = &(*link)->next;
    }
  }
}

/// Takes them all off, oldest first.
inline Watcher* take_watchers(ProcessCore& core) {
  Watcher* oldest = nullptr;
  for (Watcher* watcher = std::exchange(core.watchers, nullptr); watcher;) {
    Watcher* next = std::exchange(watcher->next, oldest);
    oldest = std::exchange(watcher, next);
  }
  return oldest;
}

}  // namespace anqa::detail
