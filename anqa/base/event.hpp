#pragma once

#include <string_view>

#include "anqa/base/fixed_string.hpp"

namespace anqa {

/// The event of a name, as the first parameter of a handler of a live view or a
/// channel: `handle_event(Event<"inc">, const Params&, Socket&)`.
template <FixedString Name>
struct Event {
  static constexpr std::string_view name = Name.view();
};

/// Names of events: those that a channel handles, or a live view beside those
/// of its template, `using Events = anqa::Events<"saved", "closed">;`.
template <FixedString... Names>
struct Events {};

}  // namespace anqa
