#pragma once

#include <map>

#include "anqa/live/heex/plan.hpp"

namespace anqa::heex {

/// Throws Mistake for what the client could not work with: a form whose input
/// it could not restore because it has no id, a hook or an `phx-update` without
/// one, an id that is there twice. `ids`: those seen so far that are always on
/// the page; null within conditions and lists.
void check_tag(const Tag& tag, std::map<std::string, Offset>* ids);

/// Adds the events that a tag names: by `phx-click="inc"`, and by commands such
/// as `JS::push("inc")`.
void note_events(const Tag& tag, std::vector<NamedEvent>& events);

}  // namespace anqa::heex
