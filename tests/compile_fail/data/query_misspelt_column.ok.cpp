#include "anqa/data/query.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::optional<int> age;
};

const auto found = anqa::from<User>().where(anqa::field<&User::email> == "a@b.c");
