#include "anqa/http/headers.hpp"

#include <gmock/gmock.h>

namespace anqa::http {
namespace {

using testing::ElementsAre;

TEST(Headers, FindsFieldsInAnyCaseAndKeepsTheirOrder) {
  Headers headers{{"Host", "a"}, {"Set-Cookie", "x=1"}};
  headers.add("set-cookie", "y=2");
  EXPECT_EQ(headers.get("HOST"), "a");
  EXPECT_EQ(headers.get("cookie"), std::nullopt);
  EXPECT_EQ(headers.get_or("cookie", "none"), "none");
  EXPECT_THAT(headers.get_all("Set-cookie"), ElementsAre("x=1", "y=2"));
  EXPECT_EQ(headers.count("set-cookie"), 2u);
}

TEST(Headers, SetsAndRemoves) {
  Headers headers{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  headers.set("a", "4");
  EXPECT_EQ(headers, (Headers{{"b", "2"}, {"a", "4"}}));
  headers.set("b", *headers.get("a"));
  EXPECT_EQ(headers.get("b"), "4");
  EXPECT_EQ(headers.remove("A"), 1u);
  EXPECT_EQ(headers.remove("A"), 0u);
  EXPECT_EQ(headers.size(), 1u);
}

TEST(Headers, LooksForTokensInLists) {
  const Headers headers{{"Connection", "keep-alive, Upgrade"}, {"connection", "x"}};
  EXPECT_TRUE(headers.has_token("connection", "upgrade"));
  EXPECT_TRUE(headers.has_token("connection", "X"));
  EXPECT_FALSE(headers.has_token("connection", "up"));
  EXPECT_FALSE(headers.has_token("upgrade", "websocket"));
}

}  // namespace
}  // namespace anqa::http
