#include "anqa/live/heex/format.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"

namespace {

using namespace anqa::heex;

std::string formatted(const std::string& text) { return format(Source{"page.html.heex", text}); }

TEST(Format, LevelsStandTwoColumnsFurtherIn) {
  EXPECT_EQ(formatted("<div>\n<p>a</p>\n      <ul>\n<li>{@b}</li></ul></div>"),
            "<div>\n  <p>a</p>\n  <ul>\n    <li>{@b}</li>\n  </ul>\n</div>");
}

TEST(Format, WhatFitsInALineAndWasInOneStaysThere) {
  EXPECT_EQ(formatted("<tr><td  class='a' >x</td><td>y</td></tr>"),
            "<tr><td class='a'>x</td><td>y</td></tr>");
  EXPECT_EQ(formatted("<p> a <b>b</b>c </p>"), "<p>a <b>b</b>c</p>");
  EXPECT_EQ(formatted("<br><img  src={@a}/>"), "<br /><img src={@a} />");
}

TEST(Format, BlanksAreChangedOnlyWhereTheyAre) {
  EXPECT_EQ(formatted("<b>a</b><i>b</i>  <i> c </i>"), "<b>a</b><i>b</i> <i> c </i>");
  EXPECT_EQ(formatted("<b>a\nb</b>"), "<b>a\nb</b>");
  EXPECT_EQ(formatted("<.card>\n<b>x</b>\n</.card>"), "<.card>\n  <b>x</b>\n</.card>");
}

TEST(Format, LongTagsHaveAnAttributeALine) {
  EXPECT_EQ(
      formatted(
          "<input type=\"text\" name=\"a-rather-long-name\" value={@a_rather_long_value} class={[\"a\", "
          "@b && \"c\"]} {@rest}>"),
      "<input\n  type=\"text\"\n  name=\"a-rather-long-name\"\n  value={@a_rather_long_value}\n"
      "  class={[\"a\", @b && \"c\"]}\n  {@rest}\n/>");
}

TEST(Format, OneEmptyLineIsKept) {
  EXPECT_EQ(formatted("<p>a</p>\n\n\n\n<p>b</p>\n"), "<p>a</p>\n\n<p>b</p>");
}

TEST(Format, WhatIsNoHtmlIsLeftAlone) {
  for (const char* text :
       {"<pre>\n a\n   b </pre>", "<script>\n  a( b )\n</script>", "<p phx-no-format> a\n  b </p>",
        "<textarea>\n x\n</textarea>", "<!-- a   b -->", "<%!-- a   b --%>", "<!DOCTYPE html>"}) {
    EXPECT_EQ(formatted(text), text);
  }
}

TEST(Format, BlocksAndSlots) {
  EXPECT_EQ(formatted("<% if (@a) { %>\n<p>a</p>\n<% } else { %>\nb\n<% } %>"),
            "<% if (@a) { %>\n  <p>a</p>\n<% } else { %>\n  b\n<% } %>");
  EXPECT_EQ(formatted("<.table rows={@a}>\n<:col   :let={x}>{x}</:col>\n</.table>"),
            "<.table rows={@a}>\n  <:col :let={x}>{x}</:col>\n</.table>");
}

/// A tree of tags with blanks here and there.
rc::Gen<std::string> tree(int depth) {
  const auto text = rc::gen::elementOf(
      std::vector<std::string>{"", " ", "\n", "\n\n", "a", " a b", "a ", "{@x}", " {@x}\n", "<br>",
                               "<!-- c  d -->", "some words that fill a line", "<%# e %>",
                               "<% if (@x) { %> y <% } else { %>z<% } %>", "<pre> a\n  b</pre>"});
  if (depth == 0) return text;
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::elementOf(std::vector<std::string>{"p", "b", "div", ".card", "li", "span"}),
          rc::gen::elementOf(std::vector<std::string>{"", "  title={@y}",
                                                      "\nclass='a  b' data-x=\"a long one\""
                                                      " data-y={\"another long one #{@y}\"} data-z"}),
          tree(depth - 1), text, tree(depth - 1)),
      [](const auto& parts) {
        const auto& [tag, attributes, first, between, second] = parts;
        return "<" + tag + attributes + ">" + first + between + second + "</" + tag + ">" + between;
      });
}

/// What is sent, without blanks.
void flatten(const PlanNode& node, std::string& out) {
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    for (char c : node.parts[i]) {
      if (c != ' ' && c != '\n') out += c;
    }
    if (i == node.dynamics.size()) break;
    const Dynamic& dynamic = node.dynamics[i];
    for (const Piece& piece : dynamic.code) out += piece.text;
    for (const Argument& argument : dynamic.arguments) out += argument.name;
    for_each_body(dynamic, [&out](const PlanNode& body) { flatten(body, out); });
  }
}

std::string sent(const std::string& text) {
  std::string out;
  flatten(make_plan(parse(Source{"page.html.heex", text})).root, out);
  return out;
}

RC_GTEST_PROP(Format, ShowsTheSameAndIsDoneAfterOneTime, ()) {
  const std::string text = *tree(3);
  const std::string once = formatted(text);
  RC_ASSERT(formatted(once) == once);
  RC_ASSERT(sent(once) == sent(text));
}

}  // namespace
