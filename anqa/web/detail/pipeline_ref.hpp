#pragma once

#include <cstddef>
#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

class Guard;

namespace detail {

/// What a listing of routes says of a plug: where its function is, or else the name of its type.
struct PlugName {
  const void* function = nullptr;
  std::string_view type;
  const Guard* guard = nullptr;
};

/// What can be done with a pipeline of whatever type.
struct PipelineOps {
  Task<Conn> (*run)(const void* pipeline, Conn conn);
  /// Null where a plug may have to wait.
  Conn (*run_now)(const void* pipeline, Conn conn);
  std::size_t size;
  PlugName (*plug)(const void* pipeline, std::size_t index);
};

/// A pipeline, or a guard that stands by itself.
struct PipelineRef {
  const void* pipeline = nullptr;
  const PipelineOps* ops = nullptr;
};

template <class... Plugs>
constexpr PipelineRef pipeline_ref(const Pipeline<Plugs...>& plugs) {
  return {&plugs, &Pipeline<Plugs...>::ops};
}

extern const PipelineOps guard_ops;
constexpr PipelineRef pipeline_ref(const Guard& guard) { return {&guard, &guard_ops}; }

}  // namespace detail
}  // namespace anqa
