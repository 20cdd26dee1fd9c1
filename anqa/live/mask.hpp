#pragma once

#include <cstdint>

#include "anqa/base/reflect.hpp"

namespace anqa {

/// A set of assigns (or of a component's attributes): bit I stands for field I of the struct. Each dynamic
/// part of a template has the mask of what it reads, a constant; a socket has the mask of what changed.
using Mask = std::uint64_t;

inline constexpr Mask no_assigns = 0;
inline constexpr Mask all_assigns = ~Mask{0};

/// The mask of some fields: `mask_of<&Assigns::count, &Assigns::name>`.
template <auto... Members>
inline constexpr Mask mask_of = (Mask{0} | ... | (Mask{1} << field_index<Members>));

}  // namespace anqa
