#pragma once

#include <string_view>
#include <type_traits>

#include "anqa/base/reflect.hpp"
#include "anqa/live/component.hpp"

/// What the code that `anqa-heex` writes calls.

namespace anqa::detail {

/// The bit of a field by its name; none for a name that is no field's, which the code around it reports
/// better.
template <class Assigns>
consteval Mask mask_named(std::string_view name) {
  for (std::size_t i = 0; i < anqa::field_count<Assigns>; ++i) {
    if (field_names<Assigns>[i] == name) return Mask{1} << i;
  }
  return no_assigns;
}

/// Sets a component's attribute. A value that does not fit has been reported already, at its place.
template <class Field, class Value>
void set_attribute(Field& field, Value&& value) {
  if constexpr (FitsAttribute<Field&, Value&&>) field = static_cast<Value&&>(value);
}

}  // namespace anqa::detail
