#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "anqa/base/pool.hpp"
#include "anqa/runtime/callers.hpp"
#include "anqa/runtime/detail/place.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::detail {

/// What ties this process to another: the link that it made, the one that the other made, or both when both
/// linked at once. Each has a number of its own, given by whoever made it, and 0 is none. An unlink names the
/// numbers that it undoes, so that it cannot undo a link made later that it crosses on the way.
struct LinkIds {
  std::uint32_t mine = 0;
  std::uint32_t theirs = 0;
};

struct Extras;
/// Frees what watching.hpp defines.
struct FreeExtras {
  void operator()(Extras* extras) const;
};

/// Who is told when a process ends, and what is undone. Most processes have a link and nothing else.
struct Relations {
  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* relations, std::size_t size) { pool_free(relations, size); }

  template <class Key, class Value>
  using Map = std::unordered_map<Key, Value, std::hash<Key>, std::equal_to<>,
                                 PoolAllocator<std::pair<const Key, Value>>>;
  Map<Pid, LinkIds> links;
  Map<std::uint64_t, Pid> monitors;  ///< whom this process monitors
  std::vector<std::unique_ptr<ExitHook>> exit_hooks;
  std::string name;  ///< registered name
  Promise<Nothing> started;
  bool quiet_start = false;  ///< whoever awaits `started` wants no exit signal besides
  Callers callers;           ///< on whose behalf it runs, nearest first; null: see callers()
  PlacePtr place;            ///< where it stands in its supervision tree; null when no supervisor started it
  std::unique_ptr<Extras, FreeExtras> extras;  ///< see watching.hpp
};

/// A number for a link that `core` makes.
inline std::uint32_t next_link_id(ProcessCore& core) {
  auto id = static_cast<std::uint32_t>(core.next_ref++);
  return id != 0 ? id : static_cast<std::uint32_t>(core.next_ref++);
}

inline Relations& relations_of(ProcessCore& core) {
  if (!core.relations) core.relations = new Relations;
  return *core.relations;
}

/// A table of these, about to get an entry. The standard library would make 13 buckets for the first one,
/// where most processes have no second.
template <class Map>
Map& with_room(Map& map) {
  if (map.bucket_count() == 1) map.rehash(2);
  return map;
}

}  // namespace anqa::detail
