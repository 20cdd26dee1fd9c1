#pragma once

#include <cstddef>
#include <cstdint>

#include "anqa/web/detail/route_errors.hpp"
#include "anqa/web/route.hpp"

namespace anqa::detail {

struct IndexedRoute {
  std::uint64_t hash = 0;  // pattern_hash
  std::uint16_t route = 0;

  constexpr bool operator<(const IndexedRoute& other) const {
    return hash != other.hash ? hash < other.hash : route < other.route;
  }
};

/// An application's routes and an index of them, sorted by hash.
struct RouteTable {
  const Route* routes = nullptr;
  const IndexedRoute* index = nullptr;
  std::size_t size = 0;

  /// The first place in the index whose hash is not below `hash`.
  constexpr std::size_t lower_bound(std::uint64_t hash) const {
    std::size_t begin = 0;
    std::size_t end = size;
    while (begin < end) {
      const std::size_t middle = (begin + end) / 2;
      if (index[middle].hash < hash) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
    return begin;
  }
};

/// Two routes of one method that match the same paths of the same hosts do not compile.
constexpr void refuse_duplicates(const RouteTable& table) {
  for (std::size_t i = 0; i < table.size; ++i) {
    const Route& route = table.routes[table.index[i].route];
    for (std::size_t j = i; j > 0 && table.index[j - 1].hash == table.index[i].hash; --j) {
      const Route& other = table.routes[table.index[j - 1].route];
      if (!other.methods.overlaps(route.methods) || other.hosts != route.hosts ||
          !same_shape(other.pattern, route.pattern))
        continue;
      const RouteText text(route);
      tellers<DuplicateTeller>[text.size](text.text);
    }
  }
}

}  // namespace anqa::detail
