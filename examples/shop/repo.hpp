#pragma once

#include "anqa/data/repo.hpp"

namespace shop {

/// The shop's database; main() puts its server into the supervision tree.
inline anqa::Repo repo{"shop"};

}  // namespace shop
