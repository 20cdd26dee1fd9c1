#pragma once

#include "anqa/web/fwd.hpp"

namespace anqa::detail {

/// A pipeline of whatever type, and how to run it.
struct PipelineRef {
  const void* pipeline = nullptr;
  Task<Conn> (*run)(const void*, Conn) = nullptr;
};

template <class... Plugs>
constexpr PipelineRef pipeline_ref(const Pipeline<Plugs...>& plugs) {
  return {&plugs, &Pipeline<Plugs...>::run_untyped};
}

}  // namespace anqa::detail
