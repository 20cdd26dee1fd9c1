#include "anqa/live/channel/internal/tokens.hpp"

#include <gtest/gtest.h>

#include "anqa/web/crypto/token.hpp"

namespace anqa::detail {
namespace {

const std::string secret(64, 's');
const LiveTokens tokens(secret);

TEST(LiveTokens, AreReadForTheirOwnUseOnly) {
  Flash flash;
  flash.put("info", "saved");
  const std::string session = tokens.sign(SessionToken{"phx-1", "shop::CartLive"});
  const std::string first = tokens.sign(StaticToken{"phx-1", flash});
  const std::string messages = tokens.sign(flash);
  EXPECT_EQ(tokens.read_session(session)->id, "phx-1");
  EXPECT_EQ(tokens.read_session(session)->view, "shop::CartLive");
  EXPECT_EQ(tokens.read_static(first)->id, "phx-1");
  EXPECT_EQ(tokens.read_static(first)->flash, flash);
  EXPECT_EQ(tokens.read_flash(messages), flash);
  for (const std::string& token : {first, messages, std::string("bad"), std::string()}) {
    EXPECT_FALSE(tokens.read_session(token));
  }
  EXPECT_FALSE(tokens.read_static(session));
  EXPECT_FALSE(tokens.read_flash(first));
  EXPECT_FALSE(LiveTokens(std::string(64, 't')).read_session(session));
}

TEST(LiveTokens, OfAnotherVersionAreNotRead) {
  const Term data = Term::map({{"id", "phx-1"}, {"view", "v"}});
  EXPECT_TRUE(tokens.read_session(Token::sign(secret, "anqa live view", Term::tuple({1, data}))));
  EXPECT_FALSE(tokens.read_session(Token::sign(secret, "anqa live view", Term::tuple({2, data}))));
  EXPECT_FALSE(tokens.read_session(Token::sign(secret, "anqa live view", data)));
}

TEST(LiveTokens, RememberTheStatusOfOneView) {
  const std::string token = tokens.sign_reload("v", 404);
  EXPECT_EQ(tokens.read_reload("v", token), 404);
  EXPECT_EQ(tokens.read_reload("w", token), std::nullopt);
  EXPECT_EQ(tokens.read_reload("v", tokens.sign_reload("v", 200)), std::nullopt);
}

}  // namespace
TEST(LiveTokens, HideWhatChangesTheSession) {
  Leaving leaving{.csrf_token = "c"};
  leaving.flash.put("info", "welcome");
  EXPECT_EQ(tokens.read_flash(tokens.sign(leaving)), leaving.flash);
  leaving.changes.renew = true;
  leaving.changes.put("user", Term("ada"));
  leaving.changes.put("guest", std::nullopt);
  leaving.changes.put("user", Term("bob"));
  const std::string token = tokens.sign(leaving);
  EXPECT_FALSE(tokens.read_flash(token));
  const auto read = tokens.read_leaving(token);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->flash, leaving.flash);
  EXPECT_EQ(read->csrf_token, "c");
  EXPECT_TRUE(read->changes.renew);
  EXPECT_FALSE(read->changes.drop);
  EXPECT_EQ(read->changes.entries, leaving.changes.entries);
  EXPECT_FALSE(LiveTokens(std::string(64, 't')).read_leaving(token));
}

}  // namespace anqa::detail
