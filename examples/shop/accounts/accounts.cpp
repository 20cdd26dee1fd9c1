#include "accounts/accounts.hpp"

#include "anqa/runtime/blocking.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/crypto/password.hpp"
#include "anqa/web/crypto/random.hpp"
#include "repo.hpp"

namespace shop::accounts {
namespace {

using anqa::Changeset, anqa::field;

anqa::PasswordCost& password_cost() {
  static anqa::PasswordCost cost;
  return cost;
}

auto user_with(std::string_view email) {
  return anqa::from<User>().where(field<&User::email> == normalized_email(email));
}
auto login_with(const std::string& token) {
  return anqa::from<UserToken>().where(field<&UserToken::token> == token);
}

}  // namespace

std::string new_visitor_id() { return anqa::random_token(18); }

std::string normalized_email(std::string_view email) {
  std::string out(email);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Customer find_or_create(anqa::BlockingRepo& repo, std::string_view email, const std::string& name) {
  return repo
      .insert(Customer{.email = normalized_email(email), .name = name},
              anqa::on_conflict<&Customer::email>().replace<&Customer::name>())
      .value();
}

Changeset<User> registration(const anqa::Params& params) {
  auto changeset = anqa::cast<&User::email, &User::name>(User{}, params)
                       .validate_required<&User::email, &User::name>()
                       .validate_length<&User::name>({.min = 2, .max = 80})
                       .validate_length<&User::email>({.max = 160})
                       .validate_format<&User::email>("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
                                                      {.message = "must be an e-mail address"})
                       .unique_constraint<&User::email>();
  const auto password = params.get("password").value_or("");
  if (password.size() < 8) changeset.add_error<&User::hashed_password>("should be at least 8 character(s)");
  if (password.size() > 200)
    changeset.add_error<&User::hashed_password>("should be at most 200 character(s)");
  return changeset;
}

anqa::Task<anqa::result<User, Changeset<User>>> register_user(anqa::Params params) {
  auto changeset = registration(params);
  if (changeset.valid()) {
    auto hash =
        co_await anqa::blocking([password = std::string(params.get("password").value_or("")),
                                 cost = password_cost()] { return anqa::hash_password(password, cost); });
    changeset.put_change<&User::hashed_password>(std::move(hash))
        .put_change<&User::email>(normalized_email(changeset.apply_changes().email));
  }
  co_return co_await repo.insert(std::move(changeset));
}

anqa::Task<std::optional<User>> authenticate(std::string email, std::string password) {
  auto user = co_await repo.one(user_with(email));
  const bool is_right = co_await anqa::blocking(
      [hash = user ? user->hashed_password : "", password = std::move(password), cost = password_cost()] {
        return hash.empty() ? anqa::no_user_verify(cost) : anqa::verify_password(hash, password);
      });
  if (!is_right) user.reset();
  co_return user;
}

anqa::Task<std::string> log_in(std::int64_t user_id) {
  const auto login = co_await repo.insert(UserToken{.user_id = user_id, .token = anqa::random_token(32)});
  co_return login.value().token;
}

anqa::Task<std::optional<User>> user_of_token(std::string token) {
  if (token.empty()) co_return std::nullopt;
  const auto login = co_await repo.one(login_with(token).preload<&UserToken::user>());
  if (!login) co_return std::nullopt;
  co_return *login->user;
}

anqa::Task<void> log_out(std::string token) {
  if (!token.empty()) co_await repo.delete_all(login_with(token));
}

bool make_admin(anqa::BlockingRepo repo, std::string_view email) {
  return repo.update_all(user_with(email), anqa::set(field<&User::admin>, true)) > 0;
}

bool add_first_admin(anqa::BlockingRepo repo, const std::string& email, const std::string& password) {
  if (repo.exists(anqa::from<User>().where(field<&User::admin> == true))) return false;
  repo.insert(User{.email = normalized_email(email),
                   .name = "The shop",
                   .hashed_password = anqa::hash_password(password, password_cost()),
                   .admin = true})
      .value();
  return true;
}

void hash_cheaply() { password_cost() = anqa::PasswordCost::least(); }

}  // namespace shop::accounts
