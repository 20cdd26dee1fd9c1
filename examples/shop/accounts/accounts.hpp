#pragma once

#include <optional>
#include <string>

#include "accounts/customer.hpp"
#include "accounts/user.hpp"
#include "anqa/base/result.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/runtime/task.hpp"

/// Who the shop's visitors, customers and users are.
namespace shop::accounts {

/// An unguessable id for a visitor who has none yet; kept in the signed session.
std::string new_visitor_id();

/// An e-mail address as it is stored, so that one customer is one row however they spell it.
std::string normalized_email(std::string_view email);

/// The customer of this address, made or renamed as needed. For use inside a transaction.
Customer find_or_create(anqa::BlockingRepo& repo, std::string_view email, const std::string& name);

/// What a registration form brings: "email", "name" and "password", checked. An error of the password is
/// one of hashed_password.
anqa::Changeset<User> registration(const anqa::Params& params);
/// Adds the user, with the password hashed, or gives the changeset with what is wrong.
anqa::Task<anqa::result<User, anqa::Changeset<User>>> register_user(anqa::Params params);

/// The user of this address and password. Takes as long for an address that nobody has.
anqa::Task<std::optional<User>> authenticate(std::string email, std::string password);

/// Begins a login and gives its token, for the session.
anqa::Task<std::string> log_in(std::int64_t user_id);
/// Whose login it is; nobody's once it has ended.
anqa::Task<std::optional<User>> user_of_token(std::string token);
/// Ends a login.
anqa::Task<void> log_out(std::string token);

/// Makes a user one of the shop's people. False when nobody has this address. Blocks.
bool make_admin(anqa::BlockingRepo repo, std::string_view email);
/// Adds an admin of this address and password unless there is an admin; whether it did. Blocks.
bool add_first_admin(anqa::BlockingRepo repo, const std::string& email, const std::string& password);

/// For tests: passwords are hashed as cheaply as can be from here on.
void hash_cheaply();

}  // namespace shop::accounts
