#include "anqa/data/query.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  anqa::Virtual<std::string> password;
};

const auto found = anqa::from<User>().where(anqa::field<&User::email> == "x");
