#pragma once

#include <string_view>

#include "anqa/base/fixed_string.hpp"

namespace anqa {

/// The event of a name, as the first parameter of a handler: `handle_event(Event<"inc">, const Params&,
/// Socket&)`.
template <FixedString Name>
struct Event {
  static constexpr std::string_view name = Name.view();
};

/// Names that a view handles beside those that its own template mentions, for events that come from
/// components or from JavaScript: `using Events = anqa::Events<"saved", "closed">;` in the view.
template <FixedString... Names>
struct Events {};

}  // namespace anqa
