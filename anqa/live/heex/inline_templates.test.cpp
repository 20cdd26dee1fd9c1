#include "anqa/live/heex/inline_templates.hpp"

#include <gtest/gtest.h>

#include "anqa/live/heex/parser.hpp"

namespace {

using namespace anqa::heex;

TEST(InlineTemplates, AreFoundWhereTheyStand) {
  const Source file{"badge.cpp",
                    "#include \"badge.hpp\"\n"
                    "// ANQA_HEEX(No, R\"(x)\")\n"
                    "ANQA_HEEX(Badge, R\"heex(<b>\n {@label</b>)heex\");\n"
                    "  ANQA_HEEX( Other , R\"(<i></i>)\");\n"};
  const auto found = inline_templates(file.text);
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0].type, "Badge");
  EXPECT_EQ(file.text.substr(found[0].from, found[0].to - found[0].from), "<b>\n {@label</b>");
  EXPECT_EQ(found[1].type, "Other");
  EXPECT_EQ(file.text.substr(found[1].from, found[1].to - found[1].from), "<i></i>");
  try {
    parse(source_of(file, found[0]));
    FAIL() << "a brace without an end was read";
  } catch (const Mistake& mistake) {
    EXPECT_EQ(describe(file, mistake).substr(0, 26), "badge.cpp:4:2: error: this");
  }
}

TEST(InlineTemplates, ThatAreMisreadSaySo) {
  for (const char* text : {"ANQA_HEEX(Badge)", "ANQA_HEEX(, R\"()\")", "ANQA_HEEX(Badge, \"<b></b>\")",
                           "ANQA_HEEX(Badge, R\"(<b></b>"}) {
    EXPECT_THROW(inline_templates(text), Mistake) << text;
  }
}

TEST(InlineTemplates, AreLaidOutLikeOthers) {
  const Source file{
      "badge.cpp",
      "a;\nANQA_HEEX(Badge, R\"(\n<div>\n<b>x</b></div>)\");\nANQA_HEEX(B, R\"( <i  >y</i> )\");\n"};
  const std::string once = format_file(file);
  EXPECT_EQ(
      once,
      "a;\nANQA_HEEX(Badge, R\"(\n  <div>\n    <b>x</b>\n  </div>\n)\");\nANQA_HEEX(B, R\"(<i>y</i>)\");\n");
  EXPECT_EQ(format_file({"badge.cpp", once}), once);
  EXPECT_EQ(format_file({"a.html.heex", "<p>\n</p>"}), "<p></p>\n");
}

}  // namespace
