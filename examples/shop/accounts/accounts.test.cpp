#include "accounts/accounts.hpp"

#include <gmock/gmock.h>

#include "anqa/term/params.hpp"
#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"

using namespace shop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const anqa::Params ada{{"name", "Ada"}, {"email", "Ada@Example.org"}, {"password", "enchantress"}};

PROCESS_TEST(Accounts, WhoRegistersCanLogInAndOutAgain) {
  ShopCase shop;
  co_await shop.ready();
  const auto user = co_await accounts::register_user(ada);
  if (!user) throw std::runtime_error("not registered");
  EXPECT_EQ(user->email, "ada@example.org");
  EXPECT_THAT(user->hashed_password, Not(HasSubstr("enchantress")));
  const auto found = co_await accounts::authenticate("ADA@example.org", "enchantress");
  EXPECT_EQ(found.value().id, user->id);
  const auto token = co_await accounts::log_in(user->id);
  const auto other = co_await accounts::log_in(user->id);
  EXPECT_NE(token, other);
  EXPECT_EQ((co_await accounts::user_of_token(token)).value().id, user->id);
  co_await accounts::log_out(token);
  EXPECT_FALSE(co_await accounts::user_of_token(token));
  EXPECT_TRUE(co_await accounts::user_of_token(other));
}

PROCESS_TEST(Accounts, NobodyGetsInWithAWrongPassword) {
  ShopCase shop;
  co_await shop.ready();
  co_await accounts::register_user(ada);
  EXPECT_FALSE(co_await accounts::authenticate("ada@example.org", "Enchantress"));
  EXPECT_FALSE(co_await accounts::authenticate("ada@example.org", ""));
  EXPECT_FALSE(co_await accounts::authenticate("bob@example.org", "enchantress"));
  EXPECT_FALSE(co_await accounts::user_of_token(""));
  EXPECT_FALSE(co_await accounts::user_of_token("made up"));
}

PROCESS_TEST(Accounts, ARegistrationSaysWhatIsWrong) {
  ShopCase shop;
  co_await shop.ready();
  const auto wrong = co_await accounts::register_user({{"name", "A"}, {"email", "a"}, {"password", "short"}});
  if (wrong) throw std::runtime_error("registered");
  EXPECT_THAT(wrong.error().errors_on("name"), ElementsAre("should be at least 2 character(s)"));
  EXPECT_THAT(wrong.error().errors_on("email"), ElementsAre("must be an e-mail address"));
  EXPECT_THAT(wrong.error().errors_on("hashed_password"), ElementsAre("should be at least 8 character(s)"));
  co_await accounts::register_user(ada);
  const auto twice = co_await accounts::register_user(ada);
  if (twice) throw std::runtime_error("registered twice");
  EXPECT_THAT(twice.error().errors_on("email"), ElementsAre("has already been taken"));
}

}  // namespace
