// expect: a column is compared with a value of another type: a column of text takes text
#include "anqa/data/query.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::optional<int> age;
};

const auto adults = anqa::from<User>().where(anqa::field<&User::email> >= 18);
