#include "anqa/testing/internal/css_selector.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace anqa::detail {
namespace {

constexpr std::string_view page = R"(<!DOCTYPE html><body><!-- no --><ul id="a" class="big list">
  <li id="one">1</li><li id="two" class="x y" data-k="a-b">2</li><li id="three" hidden>3 &lt; 4 &#39;q&#39;</li></ul>
  <form id="f"><input name="user[name]" value="A &amp; &quot;B&quot;"><br><input type="checkbox" checked/>
  <textarea>
<b>no tag</b></textarea><p></p></form><script>if (1 < 2) "</b>"</script></body>)";

std::string found(std::string_view selector) {
  const HtmlNode root = parse_html(page);
  std::string out;
  for (const FoundElement& element : CssSelector(selector).all(root)) {
    out += (out.empty() ? "" : " ") + std::string(element.node->get("id").value_or(element.node->tag));
  }
  return out;
}

TEST(CssSelector, FindsByTagIdClassAndAttribute) {
  EXPECT_EQ(found("li"), "one two three");
  EXPECT_EQ(found("#two"), "two");
  EXPECT_EQ(found("li.x.y"), "two");
  EXPECT_EQ(found(".list, #f"), "a f");
  EXPECT_EQ(found("[hidden]"), "three");
  EXPECT_EQ(found("[data-k|=a]"), "two");
  EXPECT_EQ(found("li[data-k^='a-'][data-k$=b][data-k*='-']"), "two");
  EXPECT_EQ(found("[class~=big]"), "a");
  EXPECT_EQ(found("input[name='user[name]']"), "input");
}

TEST(CssSelector, Combines) {
  EXPECT_EQ(found("ul > li"), "one two three");
  EXPECT_EQ(found("body>li"), "");
  EXPECT_EQ(found("body li"), "one two three");
  EXPECT_EQ(found("#one + li"), "two");
  EXPECT_EQ(found("#one ~ li"), "two three");
  EXPECT_EQ(found("#one ~ li:not(.x)"), "three");
}

TEST(CssSelector, KnowsPseudoClasses) {
  EXPECT_EQ(found("li:first-child"), "one");
  EXPECT_EQ(found("li:last-child"), "three");
  EXPECT_EQ(found("li:nth-child(2)"), "two");
  EXPECT_EQ(found("li:nth-child(odd)"), "one three");
  EXPECT_EQ(found("li:nth-child(-n+2)"), "one two");
  EXPECT_EQ(found("ul:has(.x)"), "a");
  EXPECT_EQ(found("form:has(> .x)"), "");
  EXPECT_EQ(found(":checked"), "input");
  EXPECT_EQ(found("form :is(p, br)"), "br p");
  EXPECT_EQ(found("p:empty"), "p");
}

TEST(CssSelector, RefusesWhatIsNone) {
  for (const char* wrong : {"", "li,", "#", "a[", "a[b=", "a:hover", "a >", ":not(", "a)", "[a%=b]"}) {
    EXPECT_THROW(CssSelector{wrong}, std::invalid_argument) << wrong;
  }
}

TEST(HtmlTree, ReadsAndWrites) {
  const HtmlNode root = parse_html(page);
  const auto three = CssSelector("#three").all(root);
  EXPECT_EQ(text_of(*three.at(0).node), "3 < 4 'q'");
  EXPECT_EQ(outer_html(*three.at(0).node), R"(<li id="three" hidden="">3 &lt; 4 'q'</li>)");
  EXPECT_EQ(CssSelector("input").all(root).at(0).node->get("value"), "A & \"B\"");
  EXPECT_EQ(text_of(*CssSelector("textarea").all(root).at(0).node), "<b>no tag</b>");
  EXPECT_EQ(inner_html(*CssSelector("script").all(root).at(0).node), "if (1 < 2) \"</b>\"");
  EXPECT_EQ(outer_html(parse_html("a</b><br>c<i>d")), "a<br>c<i>d</i>");
}

}  // namespace
}  // namespace anqa::detail
