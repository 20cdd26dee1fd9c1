#pragma once

#include "anqa/web/endpoint_config.hpp"

namespace app {

/// An endpoint with the pages of the browser tests: one for each part of what a live page can do.
anqa::EndpointConfig config();

}  // namespace app
