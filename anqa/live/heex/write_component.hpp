#pragma once

#include "anqa/live/heex/plan.hpp"
#include "anqa/live/heex/writer.hpp"

namespace anqa::heex {

/// The statements that render a component: its attributes and slots are set in
/// a struct, by whose type the C++ compiler checks them.
void write_component(Writer& writer, const Dynamic& dynamic);

}  // namespace anqa::heex
