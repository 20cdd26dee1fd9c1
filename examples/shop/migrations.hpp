#pragma once

#include <vector>

#include "anqa/data/migration.hpp"

namespace shop {

/// The history of the shop's database. New steps go to the end; a step that was released is never changed.
const std::vector<anqa::Migration>& migrations();

}  // namespace shop
