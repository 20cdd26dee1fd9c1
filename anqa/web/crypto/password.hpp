#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anqa {

/// What one guess at a password costs whoever stole the hash, and what one login costs the server.
struct PasswordCost {
  unsigned passes = 2;
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;

  /// For tests: as cheap as Argon2 allows.
  static constexpr PasswordCost least() { return {.passes = 1, .memory_bytes = 8192}; }
};

/// Argon2id of a password with a random salt, as text that holds all that is needed to check it:
/// "$argon2id$v=19$m=65536,t=2,p=1$…". It is what argon2_elixir stores, too. Takes some 50 ms and its memory,
/// so run it where it may block: `co_await blocking([=] { return hash_password(password); })`. Throws
/// std::invalid_argument for a cost beyond what Argon2 allows, std::bad_alloc when there is no such memory.
std::string hash_password(std::string_view password, PasswordCost cost = {});

/// Whether `hash` is of `password`; as slow as making it was. False for a text that is no hash of Argon2.
bool verify_password(std::string_view hash, std::string_view password);

/// For a login whose user does not exist: takes as long as a wrong password does, so that a clock does not
/// tell who has an account. Returns false.
bool no_user_verify(PasswordCost cost = {});

/// Whether `hash` was made at another cost than `cost`: then a login that went well should store a new one.
bool needs_rehash(std::string_view hash, PasswordCost cost = {});

}  // namespace anqa
