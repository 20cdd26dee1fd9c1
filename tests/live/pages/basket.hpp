#pragma once

#include <cstdint>
#include <string>

#include "anqa/data/association.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/schema.hpp"
#include "anqa/live/components.hpp"
#include "anqa/live/form.hpp"

namespace market {

struct Piece;

struct Purchase : anqa::Schema<"orders"> {
  std::int64_t id = 0;
  std::string name;
  anqa::has_many<Piece, "order_id", anqa::OnReplace::delete_> pieces;
};

struct Piece : anqa::Schema<"pieces"> {
  std::int64_t id = 0;
  std::int64_t order_id = 0;
  std::string what;
  int count = 1;
};

/// The form of an order with its pieces.
struct Basket {
  anqa::FormFor<&Purchase::name> form;
};

}  // namespace market
