#pragma once

#include "anqa/live/heex/plan.hpp"
#include "anqa/live/heex/writer.hpp"

namespace anqa::heex {

/// The constants of all nodes of a template. `name` goes into their
/// fingerprints.
void write_statics(Writer& writer, const Plan& plan, const std::string& name);

/// C++ for whether something that a dynamic reads may differ from the last
/// time.
std::string changed(const Reads& reads);

/// The statements that render a node.
void write_node(Writer& writer, const PlanNode& node);

}  // namespace anqa::heex
