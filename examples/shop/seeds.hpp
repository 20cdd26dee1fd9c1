#pragma once

#include <cstdint>
#include <vector>

#include "anqa/data/blocking_repo.hpp"
#include "catalog/product.hpp"

namespace shop {

/// The products of a new shop, the same at each call.
std::vector<Product> seed_products();

/// Stores them, all or none, unless there are products already. Gives how many were stored.
std::int64_t seed(anqa::BlockingRepo repo);

}  // namespace shop
