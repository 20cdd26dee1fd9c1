#include "anqa/term/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "anqa/term/internal/term_generator.hpp"

namespace anqa {
namespace {

std::string error_of(std::string_view text, json::Options options = {}) {
  const auto parsed = json::parse(text, options);
  return parsed ? "parsed: " + inspect(*parsed) : parsed.error().message;
}

TEST(JsonParse, ReadsAChannelMessage) {
  const auto message =
      json::parse(R"(["1", null, "lv:phx-1", "event", {"type": "click", "value": {"n": 3}}])");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->size(), 5U);
  EXPECT_TRUE(message->at(1).is_nil());
  EXPECT_EQ(message->at(4)["value"]["n"].as_integer(), 3);
}

TEST(JsonParse, TellsNumbersApart) {
  EXPECT_EQ(*json::parse("1"), Term(1));
  EXPECT_EQ(*json::parse("-9223372036854775808"), Term(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(*json::parse("18446744073709551615"), Term(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(*json::parse("1.0"), Term(1.0));
  EXPECT_EQ(*json::parse("1e2"), Term(100.0));
}

TEST(JsonParse, KeepsTheLastOfEqualKeys) {
  EXPECT_EQ(*json::parse(R"({"a":1,"a":2})"), Term::map({{"a", 2}}));
}

TEST(JsonParse, NamesTheFaultAndItsPlace) {
  EXPECT_EQ(error_of(""), "JSON, line 1, column 1: the text ends where a value was expected");
  EXPECT_EQ(error_of("[1,\n 2,]"), "JSON, line 2, column 4: expected a value, found ']'");
  EXPECT_EQ(error_of(R"({"a" 1})"), "JSON, line 1, column 6: expected ':', found '1'");
  EXPECT_EQ(error_of(R"({a: 1})"), "JSON, line 1, column 2: expected a key in double quotes, found 'a'");
  EXPECT_EQ(error_of(R"([1 2])"), "JSON, line 1, column 4: expected ',' or ']', found '2'");
  EXPECT_EQ(error_of(R"(["abc)"), "JSON, line 1, column 2: the string that starts here is not closed");
  EXPECT_EQ(error_of(R"("\x")"), "JSON, line 1, column 3: unknown escape in a string");
  EXPECT_EQ(error_of("\"\xff\""), "JSON, line 1, column 2: not UTF-8");
  EXPECT_EQ(error_of("\"a\nb\""),
            "JSON, line 1, column 3: control character in a string: write it as an escape");
  EXPECT_EQ(error_of("1 x"), "JSON, line 1, column 3: the value ends here, but more text follows");
  EXPECT_EQ(error_of("01"), "JSON, line 1, column 2: a number does not start with 0");
  EXPECT_EQ(error_of("[1, 1e999]"), "JSON, line 1, column 5: the number is out of range");
  EXPECT_EQ(error_of("[nul]"), "JSON, line 1, column 2: expected a value, found 'n'");
}

TEST(JsonParse, BoundsDepthAndSize) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "1" + std::string(depth, ']');
  };
  EXPECT_TRUE(json::parse(nested(128)));
  EXPECT_EQ(error_of(nested(129)), "JSON, line 1, column 129: nested deeper than 128 levels");
  EXPECT_EQ(error_of("[[1]]", {.max_depth = 1}), "JSON, line 1, column 2: nested deeper than 1 levels");
  EXPECT_EQ(error_of("[1,2]", {.max_size = 4}), "JSON of 5 bytes; at most 4 are accepted");
}

TEST(JsonWrite, WritesWhatTheOfficialSerializerWould) {
  const Term reply = Term::list({nullptr, "9", "phoenix", "phx_reply",
                                 Term::map({{"status", Term::atom("ok")}, {"response", Term::map()}})});
  EXPECT_EQ(json::write(reply), R"([null,"9","phoenix","phx_reply",{"response":{},"status":"ok"}])");
  EXPECT_EQ(json::write(Term::tuple({1, 1.0, 0.1, true, 1e300})), "[1,1.0,0.1,true,1e+300]");
  EXPECT_EQ(json::write(Term::map({{1, 2}, {Term::atom("a"), 3}})), R"({"1":2,"a":3})");
  EXPECT_EQ(json::write(Term(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
}

TEST(JsonWrite, EscapesText) {
  EXPECT_EQ(json::write("a\"b\\c\n\x01<&é"), "\"a\\\"b\\\\c\\n\\u0001<&é\"");
  EXPECT_EQ(json::write("</script>&'é\u2028", json::Escape::html),
            "\"\\u003c/script\\u003e\\u0026\\u0027é\\u2028\"");
}

TEST(JsonWrite, RepairsTextThatIsNotUtf8) {
  EXPECT_EQ(json::write("a\xff\xc3(\xe2\x82"), "\"a\uFFFD\uFFFD(\uFFFD\uFFFD\"");
}

TEST(JsonWrite, RefusesWhatJsonHasNoWordFor) {
  EXPECT_THROW(json::write(ExternalPid{"a@b", 1, 2, 3}), std::invalid_argument);
  EXPECT_THROW(json::write(Term::improper_list({1}, 2)), std::invalid_argument);
  EXPECT_THROW(json::write(Term::map({{Term::tuple({}), 1}})), std::invalid_argument);
}

TEST(JsonWriter, PutsTheCommas) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .key("a")
      .begin_array()
      .value("x")
      .value(1)
      .null()
      .begin_object()
      .end_object()
      .end_array()
      .key(0)
      .raw("[1,2]")
      .key("b")
      .begin_array()
      .end_array()
      .end_object();
  EXPECT_EQ(out, R"({"a":["x",1,null,{}],"0":[1,2],"b":[]})");
}

RC_GTEST_PROP(JsonProperty, WhatIsWrittenIsReadBack, ()) {
  const Term term = *anqa::testing::json_term();
  const auto minimal = json::parse(json::write(term));
  RC_ASSERT(minimal.has_value());
  RC_ASSERT(*minimal == term);
  const auto html = json::write(term, json::Escape::html);
  RC_ASSERT(html.find_first_of("<>&'") == std::string::npos);
  RC_ASSERT(*json::parse(html) == term);
}

RC_GTEST_PROP(JsonProperty, AnyBytesAreEscapedToJson, (const std::string& bytes)) {
  RC_ASSERT(json::parse(json::write(bytes)).has_value());
}

RC_GTEST_PROP(JsonProperty, DamagedTextGetsAPlace, ()) {
  std::string text = json::write(*anqa::testing::json_term());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::element('\x01', '"', '{', ']', ',', '\\', '\xff');
  const auto parsed = json::parse(text);
  if (!parsed) RC_ASSERT(parsed.error().message.starts_with("JSON, line"));
}

}  // namespace
}  // namespace anqa
