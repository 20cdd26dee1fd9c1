#pragma once

#include <string>

#include "catalog/product.hpp"

namespace shop {

/// A picture of a product that nobody has photographed yet, as an SVG document: what it is by its category,
/// in colours that come from its name, so that it is the same each time.
std::string draw(const Product& product);

}  // namespace shop
