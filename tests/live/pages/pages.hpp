#pragma once

#include <string>

#include "anqa/web/endpoint_config.hpp"

namespace market {

/// A message to all pages of the market.
struct Announced {
  std::string what;
};

/// An endpoint with the pages of these tests.
anqa::EndpointConfig config();

}  // namespace market
