// What schema_file.cpp has, asked of a database by three coroutines. It is compiled, and that is measured.
#include "anqa/data/repo.hpp"

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

anqa::Task<std::vector<User>> adults(anqa::Repo repo) {
  co_return co_await repo.all(
      anqa::from<User>().where(field<&User::age> >= 18).order_by(anqa::asc(field<&User::email>)).limit(20));
}

anqa::Task<std::int64_t> inactive(anqa::Repo repo) {
  co_return co_await repo.count(anqa::from<User>().where(field<&User::active> == false));
}

anqa::Task<std::optional<User>> found(anqa::Repo repo, std::string email) {
  co_return co_await repo.one(anqa::from<User>().where(field<&User::email> == email));
}

}  // namespace bench
