#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "anqa/live/heex/generate.hpp"
#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"

// Whatever is given to the template compiler, it compiles it or says where the mistake is.

namespace {

using namespace anqa::heex;

/// Text that is more often nearly a template than random bytes are.
rc::Gen<std::string> nearly_a_template() {
  const auto token = rc::gen::elementOf(std::vector<std::string>{"<p>",
                                                                 "</p>",
                                                                 "<p",
                                                                 ">",
                                                                 "/>",
                                                                 "<br>",
                                                                 "<.card",
                                                                 "<.card/>",
                                                                 "</.card>",
                                                                 "{",
                                                                 "}",
                                                                 "{@a}",
                                                                 "{\"x#{@b}\"}",
                                                                 "@",
                                                                 "\"",
                                                                 "'",
                                                                 " ",
                                                                 "\n",
                                                                 "a",
                                                                 " id=",
                                                                 " class={[\"a\", @b && \"c\"]}",
                                                                 " :if={@a}",
                                                                 " :for={x <- @xs}",
                                                                 " :key={x}",
                                                                 "<!--",
                                                                 "-->",
                                                                 "<%# ",
                                                                 " %>",
                                                                 "<script>",
                                                                 "</script>",
                                                                 "(",
                                                                 ")",
                                                                 "[",
                                                                 "]",
                                                                 "//",
                                                                 "/*",
                                                                 "*/",
                                                                 "R\"(",
                                                                 ")\"",
                                                                 "\\",
                                                                 "<-",
                                                                 "<:col",
                                                                 "</:col>",
                                                                 " :let={y}",
                                                                 " {@rest}",
                                                                 "<% if (@a) { %>",
                                                                 "<% } else { %>",
                                                                 "<% for (auto& z : @zs) { %>",
                                                                 "<% } %>",
                                                                 "{render_slot(@a, y)}",
                                                                 "#{"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(token),
                      [](const std::vector<std::string>& tokens) {
                        std::string text;
                        for (const std::string& it : tokens) text += it;
                        return text;
                      });
}

RC_GTEST_PROP(Property, AnyTextIsATemplateOrAMistakeWithAPlace, ()) {
  const Source source{"page.html.heex", *nearly_a_template()};
  try {
    generate(source, {.type = "Page", .name_space = "shop", .header = "page.hpp", .output_path = "out.cpp"});
  } catch (const Mistake& mistake) {
    RC_ASSERT(mistake.at <= source.text.size());
    RC_ASSERT(describe(source, mistake).find("error: ") != std::string::npos);
  }
}

/// A well-formed tree, as text in the form in which it is sent.
rc::Gen<std::string> tree(int depth) {
  const auto text = rc::gen::elementOf(std::vector<std::string>{"", "text", "a b", "&amp;", "\n "});
  if (depth == 0) return text;
  return rc::gen::map(
      rc::gen::tuple(rc::gen::elementOf(std::vector<std::string>{"p", "div", "x-y", "h1"}),
                     rc::gen::elementOf(std::vector<std::string>{"", " hidden", " title=\"a\" class='b'"}),
                     tree(depth - 1), text, tree(depth - 1)),
      [](const auto& parts) {
        const auto& [tag, attributes, first, between, second] = parts;
        return "<" + tag + attributes + ">" + first + "<br>" + between + second + "</" + tag + ">";
      });
}

RC_GTEST_PROP(Property, WellFormedHtmlIsSentAsItIs, ()) {
  const std::string html = *tree(3);
  const Plan plan = make_plan(parse(Source{"page.html.heex", html}));
  RC_ASSERT(plan.root.parts == std::vector<std::string>{html});
}

}  // namespace
