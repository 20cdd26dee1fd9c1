#include "anqa/web/crypto/password.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace anqa;

TEST(Password, IsTheOneThatWasHashed) {
  const std::string hash = hash_password("correct horse", PasswordCost::least());
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct hors"));
  EXPECT_FALSE(verify_password(hash, ""));
}

TEST(Password, OneHashIsNotLikeAnother) {
  EXPECT_NE(hash_password("x", PasswordCost::least()), hash_password("x", PasswordCost::least()));
}

TEST(Password, MayBeLongAndHoldAnyByte) {
  std::string password(5000, 'p');
  password[2500] = '\0';
  const std::string hash = hash_password(password, PasswordCost::least());
  EXPECT_TRUE(verify_password(hash, password));
  password[4999] = 'q';
  EXPECT_FALSE(verify_password(hash, password));
}

// What the argon2 command of its authors prints for `-id -t 1 -m 6 -p 1`, the salt "somesalt".
TEST(Password, VerifiesWhatOthersHashed) {
  constexpr std::string_view theirs =
      "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70";
  EXPECT_TRUE(verify_password(theirs, "password"));
  EXPECT_FALSE(verify_password(theirs, "Password"));
}

TEST(Password, NothingMatchesWhatIsNoHash) {
  EXPECT_FALSE(verify_password("", "password"));
  EXPECT_FALSE(verify_password("$argon2id$v=19$m=8", "password"));
  EXPECT_FALSE(verify_password(std::string(500, 'x'), "password"));
  EXPECT_FALSE(verify_password(std::string_view("a\0b", 3), "password"));
}

TEST(Password, NobodysIsWrong) { EXPECT_FALSE(no_user_verify(PasswordCost::least())); }

TEST(Password, SaysWhenItsCostIsNotTodays) {
  const std::string hash = hash_password("x", PasswordCost::least());
  EXPECT_FALSE(needs_rehash(hash, PasswordCost::least()));
  EXPECT_TRUE(needs_rehash(hash, {.passes = 2, .memory_bytes = 8192}));
  EXPECT_TRUE(needs_rehash("no hash", PasswordCost::least()));
}

TEST(Password, RefusesACostThatArgonCannotHave) {
  EXPECT_THROW(hash_password("x", {.passes = 0}), std::invalid_argument);
  EXPECT_THROW(hash_password("x", {.passes = 1, .memory_bytes = 100}), std::invalid_argument);
}
