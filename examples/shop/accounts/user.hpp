#pragma once

#include <cstdint>
#include <string>

#include "anqa/data/association.hpp"
#include "anqa/data/schema.hpp"

namespace shop {

/// Who can log in.
struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::string name;
  /// Argon2id, never the password.
  std::string hashed_password;
  /// One of the shop's people: sees the orders, changes the products' pictures.
  bool admin = false;
  anqa::Timestamps timestamps;

  static constexpr anqa::FieldOptions field_options[] = {{.field = "hashed_password", .redact = true}};
};

/// One login of a user. It ends when its row goes, whatever the visitor's cookie says.
struct UserToken : anqa::Schema<"user_tokens"> {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  std::string token;
  anqa::belongs_to<User> user;
  anqa::Timestamps timestamps;
};

}  // namespace shop
