// expect: has_many or has_one: the other struct has no column named after this one, such as user_id
#include "anqa/data/association.hpp"

struct Order;

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  anqa::has_many<Order> orders;
};

struct Order : anqa::Schema<"orders"> {
  std::int64_t id = 0;
  std::int64_t usr_id = 0;
};

const auto found = anqa::from<User>().preload<&User::orders>();
