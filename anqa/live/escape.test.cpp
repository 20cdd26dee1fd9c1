#include "anqa/live/escape.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "anqa/term/json.hpp"

namespace {

using namespace anqa::detail;

std::string html(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}

std::string json_html(std::string_view text) {
  std::string out;
  append_json_html(out, text);
  return out;
}

/// What a JSON parser makes of the inside of a string.
std::string unquoted(const std::string& inside) {
  const auto parsed = anqa::json::parse('"' + inside + '"');
  return parsed ? std::string(parsed->as_binary().value_or("not a string")) : parsed.error().message;
}

TEST(Escape, Html) {
  EXPECT_EQ(html("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(json_html("<\"\\\n\x01"), "&lt;&quot;\\\\\\n\\u0001");
}

TEST(Escape, BytesThatAreNotUtf8AreReplaced) {
  // An overlong slash, a surrogate, a lone tail, a cut sequence, beyond the last code point.
  for (std::string_view bytes : {"\xC0\xAF", "\xED\xA0\x80", "\x80", "\xE2\x82", "\xF4\x90\x80\x80"}) {
    const std::string said = json_html(bytes);
    EXPECT_EQ(said.substr(0, 3), "\xEF\xBF\xBD");
    EXPECT_EQ(said.size() % 3, 0);
  }
  EXPECT_EQ(json_html("a\xFF\xC3\xA9"), "a\xEF\xBF\xBD\xC3\xA9");
}

RC_GTEST_PROP(Escape, JsonOfHtmlIsHtmlAgain, (const std::vector<char32_t>& points)) {
  std::string text;
  for (char32_t wide : points) {
    const auto point = static_cast<std::uint32_t>(wide) % 0x800;
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else {
      text += static_cast<char>(0xC0U | point >> 6U);
      text += static_cast<char>(0x80U | (point & 0x3FU));
    }
  }
  RC_ASSERT(unquoted(json_html(text)) == html(text));
}

RC_GTEST_PROP(Escape, AnyBytesBecomeJson, (const std::string& bytes)) {
  RC_ASSERT(anqa::json::parse('"' + json_html(bytes) + '"').has_value());
  std::string plain;
  append_json(plain, bytes);
  RC_ASSERT(anqa::json::parse('"' + plain + '"').has_value());
}

TEST(ScriptUrl, IsSeenThroughItsDisguises) {
  EXPECT_TRUE(is_script_url("javascript:alert(1)"));
  EXPECT_TRUE(is_script_url(" \x01\tJaVa\nScript\r:x"));
  EXPECT_TRUE(is_script_url("vbscript:x"));
  EXPECT_FALSE(is_script_url("https://a.b/?javascript:"));
  EXPECT_FALSE(is_script_url("/javascript:"));
  EXPECT_FALSE(is_script_url("javascript"));
  EXPECT_FALSE(is_script_url(""));
}

}  // namespace
