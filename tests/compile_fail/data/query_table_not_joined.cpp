// expect: the query names a column of a table that it does not read: join the table first
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

const auto found = anqa::from<User>().where(anqa::field<&Order::total> > 5);
