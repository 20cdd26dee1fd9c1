#include "anqa/data/association.hpp"

struct Order;

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  anqa::has_many<Order> orders;
};

struct Order : anqa::Schema<"orders"> {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
};

const auto found = anqa::from<User>().preload<&User::orders>();
