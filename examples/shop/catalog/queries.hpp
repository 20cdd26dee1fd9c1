#pragma once

#include <string_view>

#include "anqa/data/changeset.hpp"
#include "anqa/data/query.hpp"
#include "catalog/product.hpp"

/// What the catalogue asks of its database, for whoever asks more.
namespace shop::catalog {

/// Products whose name or description holds every word of `text`, by name. All of them for an empty text.
anqa::Query<Product> matching(std::string_view text);

anqa::Changeset<Product> changeset(const Product& product, const anqa::Params& params);

}  // namespace shop::catalog
