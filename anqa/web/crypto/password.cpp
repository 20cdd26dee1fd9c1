#include "anqa/web/crypto/password.hpp"

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>
#include <string>

#include "anqa/web/crypto/internal/sodium.hpp"

namespace anqa {
namespace {

/// Hashes end in a NUL there, and are of a limited size.
bool to_sodium(std::string_view hash, std::array<char, crypto_pwhash_STRBYTES>& text) {
  if (hash.size() >= text.size() || hash.find('\0') != std::string_view::npos) return false;
  text.fill('\0');
  hash.copy(text.data(), hash.size());
  return true;
}

void check(PasswordCost cost) {
  if (cost.passes < crypto_pwhash_OPSLIMIT_MIN || cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
      cost.memory_bytes > crypto_pwhash_MEMLIMIT_MAX) {
    throw std::invalid_argument("a password's cost of " + std::to_string(cost.passes) + " passes over " +
                                std::to_string(cost.memory_bytes) +
                                " bytes: Argon2 wants at least 1 pass over 8192 bytes");
  }
}

}  // namespace

std::string hash_password(std::string_view password, PasswordCost cost) {
  check(cost);
  detail::need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return hash.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
  detail::need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  return to_sodium(hash, text) &&
         crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
}

bool no_user_verify(PasswordCost cost) {
  static_cast<void>(hash_password("", cost));
  return false;
}

bool needs_rehash(std::string_view hash, PasswordCost cost) {
  check(cost);
  detail::need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  return !to_sodium(hash, text) ||
         crypto_pwhash_str_needs_rehash(text.data(), cost.passes, cost.memory_bytes) != 0;
}

}  // namespace anqa
