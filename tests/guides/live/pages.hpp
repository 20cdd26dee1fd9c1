#pragma once

#include "anqa/web/endpoint_config.hpp"

namespace guides {

/// An endpoint with the pages that guides/live.md shows.
anqa::EndpointConfig config();

}  // namespace guides
