#include "anqa/term/params.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "anqa/term/internal/term_generator.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

std::string decoded(std::string_view text) {
  const auto params = Params::decode(text);
  return params ? inspect(params->term()) : "error: " + params.error().message;
}

// The results of Plug.Conn.Query.decode/1 of Plug 1.20.
TEST(ParamsDecode, FollowsPlug) {
  EXPECT_EQ(decoded(""), "%{}");
  EXPECT_EQ(decoded("foo=bar&foo=baz"), R"(%{"foo" => "baz"})");
  EXPECT_EQ(decoded("foo"), R"(%{"foo" => ""})");
  EXPECT_EQ(decoded("a=1=2&&b=+%2B%C3%A9"), R"(%{"a" => "1=2", "b" => " +é"})");
  EXPECT_EQ(decoded("foo[bar]=baz"), R"(%{"foo" => %{"bar" => "baz"}})");
  EXPECT_EQ(decoded("foo[]=bar&foo[]=baz"), R"(%{"foo" => ["bar", "baz"]})");
  EXPECT_EQ(decoded("a[b][c]=1&a[b][d]=2&a[e]=3"),
            R"(%{"a" => %{"b" => %{"c" => "1", "d" => "2"}, "e" => "3"}})");
  EXPECT_EQ(decoded("user%5B_unused_name%5D=&user%5Bname%5D=Bob"),
            R"(%{"user" => %{"_unused_name" => "", "name" => "Bob"}})");
  EXPECT_EQ(decoded("a[0][x]=1&a[1][x]=2"), R"(%{"a" => %{"0" => %{"x" => "1"}, "1" => %{"x" => "2"}}})");
}

TEST(ParamsDecode, LetsTheLaterOfTwoShapesWin) {
  EXPECT_EQ(decoded("a[b]=1&a=2"), R"(%{"a" => "2"})");
  EXPECT_EQ(decoded("a=2&a[b]=1"), R"(%{"a" => %{"b" => "1"}})");
  EXPECT_EQ(decoded("a[b]=1&a[]=2"), R"(%{"a" => ["2"]})");
  EXPECT_EQ(decoded("a[]=2&a[b]=1"), R"(%{"a" => %{"b" => "1"}})");
}

TEST(ParamsDecode, TakesKeysThatAreNotNestedAsTheyAre) {
  EXPECT_EQ(decoded("a[=1"), R"(%{"a[" => "1"})");
  EXPECT_EQ(decoded("[a]=1"), R"(%{"[a]" => "1"})");
  EXPECT_EQ(decoded("a[b]c=1"), R"(%{"a[b]c" => "1"})");
  EXPECT_EQ(decoded("=1"), R"(%{"" => "1"})");
}

TEST(ParamsDecode, RefusesHostileText) {
  EXPECT_EQ(decoded("a=%zz"), "error: urlencoded text: '%zz' has a % without two hex digits");
  EXPECT_EQ(decoded("a=%4"), "error: urlencoded text: '%4' has a % without two hex digits");
  EXPECT_THAT(decoded("a=%ff"), HasSubstr("is not UTF-8"));
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += "[b]";
  EXPECT_THAT(decoded(deep + "=1"), HasSubstr("nested deeper than 32 levels"));
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a=1&";
  EXPECT_THAT(decoded(many), HasSubstr("more than 1000 values"));
  EXPECT_THAT(decoded(std::string(1000001, 'a')), HasSubstr("at most 1000000 are accepted"));
}

TEST(Params, AnswersAlongAPathThatMayNotExist) {
  const Params params{{"user", Term::map({{"name", "Bob"}, {"age", "42"}})}, {"page", 2}};
  EXPECT_EQ(params["user"].get("name"), "Bob");
  EXPECT_EQ(params["user"]["name"].text(), "Bob");
  EXPECT_EQ(params["nobody"]["name"].text(), std::nullopt);
  EXPECT_TRUE(params["nobody"].empty());
  EXPECT_FALSE(params["page"].empty());
  EXPECT_TRUE(params.has("page"));
  EXPECT_FALSE(params.has("pages"));
}

TEST(Params, ReadsNumbersAndBooleansWhollyOrNotAtAll) {
  const Params params{{"n", "42"},   {"big", "300"}, {"x", "4x"}, {"minus", "-1"},
                      {"pi", "3.5"}, {"on", "on"},   {"real", 7}};
  EXPECT_EQ(params.get<int>("n"), 42);
  EXPECT_EQ(params.get<std::uint8_t>("big"), std::nullopt);
  EXPECT_EQ(params.get<int>("x"), std::nullopt);
  EXPECT_EQ(params.get<unsigned>("minus"), std::nullopt);
  EXPECT_EQ(params.get<double>("pi"), 3.5);
  EXPECT_EQ(params.get<bool>("on"), true);
  EXPECT_EQ(params.get<bool>("n"), std::nullopt);
  EXPECT_EQ(params.get<long>("real"), 7);
  EXPECT_EQ(params.get<std::string>("n"), "42");
  EXPECT_EQ(params.get("real"), std::nullopt);
}

TEST(Params, Merges) {
  const Params params = Params{{"a", "1"}, {"b", "2"}}.merged({{"b", "3"}});
  EXPECT_EQ(params, (Params{{"a", "1"}, {"b", "3"}}));
}

TEST(Params, Encodes) {
  const Params params{
      {"q", "a b&é"}, {"tags", Term::list({"x", "y"})}, {"user", Term::map({{"id", 7}})}, {"n", nullptr}};
  EXPECT_EQ(params.encode(), "n=&q=a+b%26%C3%A9&tags[]=x&tags[]=y&user[id]=7");
}

RC_GTEST_PROP(ParamsProperty, FlatPairsAreReadBack, (const std::vector<std::pair<char, bool>>& shape)) {
  Params params{};
  for (const auto& [letter, nested] : shape) {
    const std::string value = *anqa::testing::utf8_text();
    const std::string key =
        std::string(1, static_cast<char>('a' + (static_cast<unsigned char>(letter) & 15)));
    params.set(key, nested ? Term::map({{"inner", value}}) : Term(value));
  }
  const auto back = Params::decode(params.encode());
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->size() == params.size());
  if (params.size() > 0) RC_ASSERT(*back == params);
}

RC_GTEST_PROP(ParamsProperty, AnyBytesAreAnErrorOrParams, (const std::string& bytes)) {
  const auto params = Params::decode(bytes);
  if (params) RC_ASSERT(params->term().is_map());
}

}  // namespace
}  // namespace anqa
