#pragma once

#include <string>

#include "anqa/http/response.hpp"

namespace anqa::dev {

/// Puts `script` into a whole page of HTML that is in memory, before the end of its body; leaves everything
/// else as it is.
void add_script(http::Response& response, const std::string& script);

}  // namespace anqa::dev
