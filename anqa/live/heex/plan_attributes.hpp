#pragma once

#include "anqa/live/heex/plan.hpp"

namespace anqa::heex {

/// Adds an attribute of an HTML tag to the node that the tag is in.
void plan_attribute(PlanNode& node, const Tag& tag, const Attribute& attribute, Reads& reads, Scope& scope);

/// An attribute of a component's tag, or of a slot's, as what its field is set
/// to.
Argument plan_argument(const Attribute& attribute, Scope& scope);

/// `.button` is the struct Button, `.text_input` TextInput, `ui.button`
/// ui::Button. The components that Anqa brings itself, such as `.form`, are in
/// anqa::components.
std::string component_type(std::string_view tag);

/// "counter_live" as "CounterLive".
std::string pascal_case(std::string_view name);

}  // namespace anqa::heex
