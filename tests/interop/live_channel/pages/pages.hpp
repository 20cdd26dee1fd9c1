#pragma once

#include <memory>

#include "anqa/web/endpoint_config.hpp"

namespace pages {

/// An endpoint that serves the pages, its live socket at "/live".
anqa::EndpointConfig config();

}  // namespace pages
