#include "anqa/live/heex/generate.hpp"

#include <gtest/gtest.h>

#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"

namespace {

using namespace anqa::heex;
using Parts = std::vector<std::string>;

Plan plan_of(const std::string& text) { return make_plan(parse(Source{"page.html.heex", text})); }
Parts parts_of(const std::string& text) { return plan_of(text).root.parts; }

TEST(Plan, TheBlanksAroundATemplateAreNotSent) {
  EXPECT_EQ(parts_of("\n  <p>{@a}</p>\n <b> x </b>\n\n"), (Parts{"<p>", "</p>\n <b> x </b>"}));
  EXPECT_EQ(parts_of("<%# a comment %>\n<p></p>"), Parts{"<p></p>"});
  EXPECT_EQ(parts_of(""), Parts{""});
}

TEST(Plan, TagsAreWrittenAsBrowsersReadThem) {
  EXPECT_EQ(parts_of("<br/><img src='a' ><div\n  id=\"b\"\n/><p  hidden ></p >"),
            Parts{"<br><img src='a'><div id=\"b\"></div><p hidden></p>"});
  EXPECT_EQ(parts_of("<!DOCTYPE html><!-- {@a} --><html></html>"),
            Parts{"<!DOCTYPE html><!-- {@a} --><html></html>"});
}

TEST(Plan, ScriptsAndStylesAreLeftAlone) {
  EXPECT_EQ(parts_of("<script>if (a < b) { c({}); }</script><style>p { a: b }</style>"),
            Parts{"<script>if (a < b) { c({}); }</script><style>p { a: b }</style>"});
  EXPECT_EQ(parts_of("<p phx-no-curly-interpolation>{a}<b>{b}</b></p>{@c}"),
            (Parts{"<p>{a}<b>{b}</b></p>", ""}));
}

TEST(Plan, AnAttributeIsOneDynamicUnlessItsEndsAreKnown) {
  EXPECT_EQ(parts_of("<p id={@a}></p>"), (Parts{"<p", "></p>"}));
  EXPECT_EQ(parts_of("<p class={@a} style={@b}></p>"), (Parts{"<p class=\"", "\" style=\"", "\"></p>"}));
  EXPECT_EQ(parts_of("<p id={\"a&b-#{@a}-c\"}></p>"), (Parts{"<p id=\"a&amp;b-", "-c\"></p>"}));
  EXPECT_EQ(parts_of("<a href={\"/p/#{@a}\"}></a>"), (Parts{"<a href=\"/p/", "\"></a>"}));
}

TEST(Plan, AUrlWhoseSchemeIsNotKnownIsChecked) {
  const Plan plan = plan_of("<a href={\"#{@a}/b\"}></a><a href={@a}></a>");
  ASSERT_EQ(plan.root.dynamics.size(), 2);
  EXPECT_EQ(plan.root.dynamics[0].kind, Dynamic::Kind::url_attribute);
  EXPECT_EQ(plan.root.dynamics[1].kind, Dynamic::Kind::url_attribute);
}

TEST(Plan, ASingleStaticTagIsARoot) {
  EXPECT_TRUE(plan_of("\n<p>{@a}</p>\n").root.root);
  EXPECT_FALSE(plan_of("<p>{@a}</p><p></p>").root.root);
  EXPECT_FALSE(plan_of("<p :if={@a}></p>").root.root);
  EXPECT_FALSE(plan_of("<.card/>").root.root);
  EXPECT_FALSE(plan_of("text").root.root);
}

TEST(Plan, ADynamicKnowsWhatItReads) {
  const Plan plan = plan_of("<p :if={@a}>{@b + f(@c, \"@d #{@e}\")}</p><.card x={@f}>{@g}</.card>{1}");
  ASSERT_EQ(plan.root.dynamics.size(), 3);
  EXPECT_EQ(plan.root.dynamics[0].reads, (Reads{"a", "b", "c", "e"}));
  EXPECT_EQ(plan.root.dynamics[0].body->dynamics[0].reads, (Reads{"b", "c", "e"}));
  EXPECT_EQ(plan.root.dynamics[1].reads, (Reads{"f", "g"}));
  EXPECT_EQ(plan.root.dynamics[1].arguments[0].reads, Reads{"f"});
  ASSERT_EQ(plan.root.dynamics[1].slots.size(), 1);
  EXPECT_EQ(plan.root.dynamics[1].slots[0].reads, Reads{"g"});
  EXPECT_EQ(plan.root.dynamics[2].reads, Reads{});
}

TEST(Plan, TheComponentOfATag) {
  const Plan plan = plan_of("<.text_input class=\"a\" phx-click=\"b\" for={@c}/><shop.ui.card/>");
  EXPECT_EQ(plan.root.dynamics[0].component, "TextInput");
  EXPECT_EQ(plan.root.dynamics[0].arguments[0].field, "class_");
  EXPECT_EQ(plan.root.dynamics[0].arguments[1].field, "phx_click");
  EXPECT_EQ(plan.root.dynamics[0].arguments[2].field, "for_");
  EXPECT_EQ(plan.root.dynamics[1].component, "shop::ui::Card");
}

TEST(Plan, TheEventsThatATemplateNames) {
  const Plan plan = plan_of(
      "<p phx-click=\"inc\" phx-keydown='go'></p><.b phx-click=\"del\"/><p phx-click=\"[[1]]\"></p><p "
      "phx-click=\"lv:clear-flash\"></p><p phx-value-click=\"x\" phx-click={@e}></p>");
  std::vector<std::string> names;
  for (const NamedEvent& event : plan.events) names.push_back(event.name);
  EXPECT_EQ(names, (std::vector<std::string>{"inc", "go", "del"}));
}

TEST(Code, AnExpressionStandsInItsColumn) {
  Reads reads;
  Scope scope;
  const Code code = to_code({"@count + R\"(@x)\" /* @y */ + '@'", 10}, reads, scope);
  ASSERT_EQ(code.size(), 1);
  EXPECT_EQ(code[0].text, "_count + R\"(@x)\" /* @y */ + '@'");
  EXPECT_EQ(code[0].at, 10);
  EXPECT_EQ(reads, Reads{"count"});
  EXPECT_EQ(scope.assigns.at("count"), 11);
}

TEST(Generate, PointsTheCompilerIntoTheTemplate) {
  const Source source{"dir/page.html.heex", "<p>\n  {@count}\n</p>"};
  const std::string code = generate(
      source, {.type = "Page", .name_space = "shop", .header = "page.hpp", .output_path = "out.cpp"});
  EXPECT_NE(code.find("  const auto& anqa_shown =\n#line 2 \"dir/page.html.heex\"\n   _count;\n"),
            std::string::npos)
      << code;
  EXPECT_NE(code.find("anqa_assigns.\n#line 2 \"dir/page.html.heex\"\n    count);\n"), std::string::npos)
      << code;
  EXPECT_NE(code.find("void render_template<::shop::Page>"), std::string::npos) << code;
}

TEST(ComponentEvents, ThoseOfTheComponentsWithinAreAmongThem) {
  const ComponentEvents events = component_events({{"a/menu.html.heex", "<p\n phx-click=\"open\"></p>"},
                                                   {"b/menu_bar.html.heex", "<.ui.menu/><b phx-blur=\"x\"/>"},
                                                   {"c/page.html.heex", "<.menu_bar><.page/></.menu_bar>"},
                                                   {"d/broken.html.heex", "<p phx-click=\"y\">"}});
  ASSERT_EQ(events.size(), 3);
  ASSERT_EQ(events.at("Page").size(), 2);
  EXPECT_EQ(events.at("Page")[1].name, "open");
  EXPECT_EQ(events.at("Page")[1].where, "phx-click=\"open\" at menu.html.heex:2:2");
}

}  // namespace
