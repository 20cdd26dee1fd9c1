// A file as a program has many: one schema, its changeset and three queries. It is compiled, and that is
// measured. repo_file.cpp also asks a database.
#include "anqa/data/changeset.hpp"
#include "anqa/data/query.hpp"

namespace bench {

using anqa::field;

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::optional<int> age;
  bool active = true;
  anqa::Timestamps timestamps;
};

anqa::Changeset<User> registration(const User& user, const anqa::Params& params) {
  return anqa::cast<&User::email, &User::age>(user, params)
      .validate_required<&User::email>()
      .validate_format<&User::email>("^[^@\\s]+@[^@\\s]+$")
      .validate_number<&User::age>({.less_than = 150, .greater_than = 0})
      .unique_constraint<&User::email>();
}

anqa::Query<User> adults() {
  return anqa::from<User>().where(field<&User::age> >= 18).order_by(anqa::asc(field<&User::email>)).limit(20);
}

anqa::Query<User> inactive() { return anqa::from<User>().where(field<&User::active> == false); }

anqa::Query<User> with_email(const std::string& email) {
  return anqa::from<User>().where(field<&User::email> == email);
}

}  // namespace bench
