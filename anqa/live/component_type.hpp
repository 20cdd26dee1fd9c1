#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "anqa/live/mask.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

namespace detail {

class ComponentInstance;

/// The attributes that a template gives to a live component, whatever their type.
class AttributesBox {
 public:
  virtual ~AttributesBox() = default;
};
template <class Attributes>
class AttributesBoxOf final : public AttributesBox {
 public:
  explicit AttributesBoxOf(Attributes the_value) : value(std::move(the_value)) {}
  Attributes value;
};

/// One of several components that are updated together.
struct UpdateOfMany {
  ComponentInstance* component;
  AttributesBox* attributes;
};

}  // namespace detail

/// A class of live components.
struct ComponentType {
  std::string_view name;
  std::unique_ptr<detail::ComponentInstance> (*create)() = nullptr;
  /// Null for a class without update_many.
  Task<void> (*update_many)(std::vector<detail::UpdateOfMany> updates) = nullptr;
};

/// The description of a live component, from the file that `anqa-heex` made for its template. An undefined
/// reference to it means that the template is missing from anqa_templates() in CMake.
template <class Component>
const ComponentType& component_type();

}  // namespace anqa
