#pragma once

#include <string_view>

namespace anqa::dev {

/// dev.js: what shows notices in pages.
extern const std::string_view dev_script;

}  // namespace anqa::dev
