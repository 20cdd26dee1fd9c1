// expect: select_into: a field of the struct has another type than what is selected for it
#include "anqa/data/query.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
};

struct Order : anqa::Schema<"orders"> {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  std::int64_t total = 0;
};

struct Line {
  std::string email;
  std::int64_t total;
};

const auto on = anqa::field<&Order::user_id> == anqa::field<&User::id>;
const auto found = anqa::from<User>().left_join<Order>(on).select_into<Line>(anqa::field<&User::email>,
                                                                             anqa::field<&Order::total>);
