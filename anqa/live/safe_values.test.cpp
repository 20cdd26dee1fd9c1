#include "anqa/live/safe_values.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "anqa/live/rest.hpp"

// What a visitor typed, in each place where escaping it is not enough.

namespace {

using anqa::Rest;

std::string text(const anqa::detail::AttributeValue& value) { return value.text; }

TEST(SafeValues, AnAddressThatRunsIsReplaced) {
  for (const char* url :
       {"javascript:alert(1)", " JaVa\tScript:alert(1)", "\x01javascript:x", "vbscript:x"}) {
    EXPECT_EQ(text(anqa::detail::url(std::string(url))), "about:blank") << url;
  }
  for (const char* url : {"/a?b=javascript:", "https://a.b/", "#javascript:", "mailto:a@b.c"}) {
    EXPECT_EQ(text(anqa::detail::url(std::string(url))), url);
  }
}

TEST(SafeValues, AScriptIsLoadedFromThisSiteOnly) {
  for (const char* url : {"https://evil.com/a.js", "//evil.com/a.js", "/\\evil.com/a.js", "\t//evil.com",
                          "data:text/javascript,a", "javascript:a"}) {
    EXPECT_EQ(text(anqa::detail::resource(std::string(url))), "about:blank") << url;
  }
  EXPECT_EQ(text(anqa::detail::resource(std::string("/assets/app.js?v=1:2"))), "/assets/app.js?v=1:2");
  EXPECT_EQ(text(anqa::detail::resource(anqa::raw("https://cdn.com/a.js"))), "https://cdn.com/a.js");
}

TEST(SafeValues, TextIsNoCommand) {
  EXPECT_EQ(text(anqa::detail::binding(std::string(R"([["navigate",{"href":"//evil.com"}]])"))), "");
  EXPECT_EQ(text(anqa::detail::binding(std::string("save"))), "save");
  EXPECT_EQ(text(anqa::detail::binding(anqa::raw("[[\"pop_focus\",{}]]"))), "[[\"pop_focus\",{}]]");
}

TEST(SafeValues, AStyleLoadsAndEndsNothing) {
  for (const char* part : {"red; background: x", "url(//evil)", "expression(a)", "a/*b", "\\75rl", "x}"}) {
    EXPECT_EQ(text(anqa::detail::css(std::string(part))), "unset") << part;
  }
  for (const char* part : {"red", "#ff00aa", "12.5px", "-3", "50%"}) {
    EXPECT_EQ(text(anqa::detail::css(std::string(part))), part);
  }
  EXPECT_EQ(anqa::detail::css(7), 7);
  EXPECT_EQ(text(anqa::detail::style(std::string("color: red; width: calc(1px + 2px)"))),
            "color: red; width: calc(1px + 2px)");
  EXPECT_EQ(text(anqa::detail::style(std::string("background: URL(//evil)"))), "");
}

TEST(Rest, IsCheckedByTheNamesOfItsAttributes) {
  Rest rest;
  rest.set("title", std::string("\"a\" <b>")).set("href", std::string("javascript:a")).set("hidden", true);
  rest.set("disabled", false).set("phx-click", std::string("[[]]")).set("data-n", 3);
  EXPECT_EQ(anqa::detail::spread(rest).text,
            " title=\"&quot;a&quot; &lt;b&gt;\" href=\"about:blank\" hidden phx-click=\"\" data-n=\"3\"");
  EXPECT_THROW(rest.set("onClick", std::string("a")), std::invalid_argument);
  EXPECT_THROW(rest.set("srcdoc", std::string("a")), std::invalid_argument);
  EXPECT_THROW(rest.set("a b", std::string("a")), std::invalid_argument);
  EXPECT_THROW(rest.set("", std::string("a")), std::invalid_argument);
}

}  // namespace
