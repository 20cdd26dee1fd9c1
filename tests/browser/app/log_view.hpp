#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/js.hpp"
#include "anqa/live/live_view.hpp"

namespace app {

using anqa::JS;

/// "clicked {\"id\":\"7\"}": an event as the pages show it.
std::string line_of(std::string_view event, const anqa::Params& params);

/// Waits until the gate is open, see pages.cpp: for what a page looks like while it waits for an answer.
anqa::Task<void> at_the_gate();

}  // namespace app
