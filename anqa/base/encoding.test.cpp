#include "anqa/base/encoding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace std::string_literals;

std::string escaped(std::string_view text) {
  std::string out;
  anqa::html_escape(out, text);
  return out;
}

std::string unescaped(std::string text) {
  for (auto [entity, plain] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; ++at) {
      text.replace(at, std::string_view(entity).size(), plain);
    }
  }
  return text;
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  EXPECT_EQ(anqa::base64_encode(""), "");
  EXPECT_EQ(anqa::base64_encode("f"), "Zg==");
  EXPECT_EQ(anqa::base64_encode("fo"), "Zm8=");
  EXPECT_EQ(anqa::base64_encode("foo"), "Zm9v");
  EXPECT_EQ(anqa::base64_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(anqa::base64_encode("\xfb\xff"), "+/8=");
  EXPECT_EQ(anqa::base64url_encode("\xfb\xff"), "-_8");
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  for (const char* text : {"Zg=", "Zg", "Zh==", "Z===", "====", "Zm9v\n", "Zm 9", "-_8=", "Zg==Zg=="}) {
    EXPECT_FALSE(anqa::base64_decode(text)) << text;
  }
  for (const char* text : {"Zg==", "Zh", "Z", "+/8", "Zm9v "})
    EXPECT_FALSE(anqa::base64url_decode(text)) << text;
}

RC_GTEST_PROP(Base64, ComesBack, (const std::string& bytes)) {
  RC_ASSERT(anqa::base64_decode(anqa::base64_encode(bytes)) == bytes);
  RC_ASSERT(anqa::base64url_decode(anqa::base64url_encode(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, DecodesOneTextOnly, ()) {
  // Half of such short texts decode, so both outcomes are seen.
  const auto text = *rc::gen::resize(8, rc::gen::container<std::string>(rc::gen::elementOf("AQgwZ-_+/="s)));
  if (auto bytes = anqa::base64url_decode(text)) RC_ASSERT(anqa::base64url_encode(*bytes) == text);
  if (auto bytes = anqa::base64_decode(text)) RC_ASSERT(anqa::base64_encode(*bytes) == text);
}

TEST(Hex, EncodesLowerAndDecodesBothCases) {
  EXPECT_EQ(anqa::hex_encode("\x00\xab\xff"s), "00abff");
  EXPECT_EQ(anqa::hex_decode("00AbfF"), "\x00\xab\xff"s);
  for (const char* text : {"0", "0g", "0x00", " 0"}) EXPECT_FALSE(anqa::hex_decode(text)) << text;
}

RC_GTEST_PROP(Hex, ComesBack, (const std::string& bytes)) {
  RC_ASSERT(anqa::hex_decode(anqa::hex_encode(bytes)) == bytes);
}

TEST(Percent, EncodesAllButTheUnreserved) {
  EXPECT_EQ(anqa::percent_encode("a b/ä-._~"), "a%20b%2F%C3%A4-._~");
  EXPECT_EQ(anqa::form_encode("a b+c"), "a+b%2Bc");
}

TEST(Percent, DecodesWhatBrowsersSend) {
  EXPECT_EQ(anqa::percent_decode("a+b%2fc%20d"), "a+b/c d");
  EXPECT_EQ(anqa::form_decode("a+b%2Bc"), "a b+c");
  for (const char* text : {"%", "%2", "%g0", "%0g", "abc%"}) EXPECT_FALSE(anqa::percent_decode(text)) << text;
}

RC_GTEST_PROP(Percent, ComesBack, (const std::string& bytes)) {
  RC_ASSERT(anqa::percent_decode(anqa::percent_encode(bytes)) == bytes);
  RC_ASSERT(anqa::form_decode(anqa::form_encode(bytes)) == bytes);
}

TEST(HtmlEscape, EscapesTheFive) {
  EXPECT_EQ(escaped("<a href=\"x\">Tom & Jerry's</a>"),
            "&lt;a href=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/a&gt;");
  EXPECT_EQ(escaped("plain"), "plain");
  EXPECT_EQ(escaped(""), "");
}

TEST(HtmlEscape, Appends) {
  std::string out = "<p>";
  anqa::html_escape(out, "&");
  EXPECT_EQ(out, "<p>&amp;");
}

RC_GTEST_PROP(HtmlEscape, LeavesNoMarkupAndComesBack, (const std::string& text)) {
  const std::string safe = escaped(text);
  RC_ASSERT(std::ranges::none_of(safe, [](char c) { return c == '<' || c == '>' || c == '"' || c == '\''; }));
  RC_ASSERT(unescaped(safe) == text);
}

RC_GTEST_PROP(SecureEqual, IsEquality, (const std::string& a, const std::string& b)) {
  RC_ASSERT(anqa::secure_equal(a, a));
  RC_ASSERT(anqa::secure_equal(a, b) == (a == b));
}

TEST(SecureEqual, SeesTheLastByte) {
  EXPECT_FALSE(anqa::secure_equal("secret", "secreT"));
  EXPECT_FALSE(anqa::secure_equal("secret", "secret "));
}

}  // namespace
