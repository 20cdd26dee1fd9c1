#pragma once

#include "anqa/web/endpoint_config.hpp"

namespace market {

/// An endpoint with the pages of these tests.
anqa::EndpointConfig config();

}  // namespace market
