#include "anqa/live/heex/parser.hpp"

#include <gtest/gtest.h>

#include "anqa/live/heex/plan.hpp"

// The text of each mistake: what was given, where, and what would have been right.

namespace {

using namespace anqa::heex;

std::string mistake_in(const std::string& text) {
  const Source source{"page.html.heex", text};
  try {
    make_plan(parse(source));
  } catch (const Mistake& mistake) {
    return describe(source, mistake);
  }
  return "no mistake";
}

TEST(Mistakes, ATagThatIsNotClosed) {
  EXPECT_EQ(mistake_in("<p>\n  <div>text\n</p>"),
            "page.html.heex:3:3: error: </p> does not match; expected </div> for the <div> at line 2\n"
            " 3 | </p>\n"
            "   |   ^\n");
  EXPECT_EQ(mistake_in("<p>\n\t<b>"),
            "page.html.heex:2:3: error: <b> is not closed; expected </b> before the template ends\n"
            " 2 | \t<b>\n"
            "   | \t ^\n");
}

TEST(Mistakes, ATagThatIsClosedTwice) {
  EXPECT_EQ(mistake_in("<p>a</p></p>"),
            "page.html.heex:1:11: error: </p> closes nothing; expected an opening <p> before it\n"
            " 1 | <p>a</p></p>\n"
            "   |           ^\n");
}

TEST(Mistakes, AVoidElementThatIsClosed) {
  EXPECT_EQ(mistake_in("<p><br></br></p>"),
            "page.html.heex:1:10: error: </br> does not match (<br> never has content, and is never closed); "
            "expected "
            "</p> for the <p> at line 1\n"
            " 1 | <p><br></br></p>\n"
            "   |          ^\n");
}

TEST(Mistakes, AnAttributeGivenTwice) {
  EXPECT_EQ(mistake_in("<p id=\"a\" class=\"b\" id={@c}></p>"),
            "page.html.heex:1:21: error: attribute \"id\" is given twice; expected it once in <p>\n"
            " 1 | <p id=\"a\" class=\"b\" id={@c}></p>\n"
            "   |                     ^\n");
  EXPECT_EQ(mistake_in("<p :if={@a} :if={@b}></p>"),
            "page.html.heex:1:13: error: attribute \":if\" is given twice; expected it once in <p>\n"
            " 1 | <p :if={@a} :if={@b}></p>\n"
            "   |             ^\n");
}

struct Case {
  const char* text;
  const char* message;  ///< what stands between "page.html.heex:" and the line break
};

class OneMistake : public testing::TestWithParam<Case> {};

TEST_P(OneMistake, SaysWhatWouldBeRight) {
  const std::string said = mistake_in(GetParam().text);
  EXPECT_EQ(said.substr(0, said.find('\n')), std::string("page.html.heex:") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, OneMistake,
    testing::Values(
        Case{"a {@b",
             "1:3: error: this { has no }; to show a brace as text write &lbrace; or put "
             "phx-no-curly-interpolation on the tag around it"},
        Case{"{}", "1:1: error: {} is empty; expected a C++ expression between the braces"},
        Case{"{f(@a]}", "1:6: error: this ] closes nothing; expected ) for the ( before it"},
        Case{"{\"a}", "1:2: error: this string does not end on its line; expected a closing \""},
        Case{"{@ a}", "1:2: error: expected the name of an assign after @, as in {@count}"},
        Case{"{@a // b\n}", "1:5: error: a // comment would hide the end of the expression; use /* … */"},
        Case{"{\"a#{}\"}", "1:4: error: #{} is empty; expected an expression"},
        Case{"a < b", "1:3: error: expected the name of a tag after <; to show < as text write &lt;"},
        Case{"<p", "1:1: error: <p does not end; expected >"},
        Case{"<p id=a></p>",
             "1:7: error: the value of \"id\" is neither quoted nor in braces; expected id=\"text\" or "
             "id={expression}"},
        Case{"<p id=\"a></p>", "1:7: error: the value of \"id\" does not end; expected a closing \""},
        Case{"<p id={}></p>", "1:7: error: id={} is empty; expected a C++ expression between the braces"},
        Case{"<p {@rest}></p>",
             "1:4: error: attributes cannot be spread into a tag; give each by its name: name={value}"},
        Case{"<p \"a\"></p>", "1:4: error: expected an attribute or the end of <p>, not \""},
        Case{"<p onclick={@a}></p>",
             "1:4: error: the value of \"onclick\" is run by the browser, and nothing makes a "
             "visitor's text safe there; handle the event with phx-… or give the value in a "
             "data-… attribute"},
        Case{"<iframe srcdoc={@a}></iframe>",
             "1:9: error: the value of \"srcdoc\" is run by the browser, and nothing "
             "makes a visitor's text safe there; handle the event with phx-… or give "
             "the value in a data-… attribute"},
        Case{"<p id={[\"a\", @b]}></p>",
             "1:8: error: only class takes a list; for \"id\" of <p> write one expression, such "
             "as {\"a#{@b}\"}"},
        Case{"<p :unless={@a}></p>", "1:4: error: \":unless\" is not known; there are :if, :for and :key"},
        Case{"<p :if=\"a\"></p>", "1:4: error: :if takes an expression in braces: :if={…}"},
        Case{"<p :for={@items}></p>", "1:10: error: :for has no <-; expected :for={item <- @items}"},
        Case{"<p :for={ <- @items}></p>",
             "1:11: error: :for lacks a side of its <-; expected :for={item <- @items}"},
        Case{"<p :for={a.b <- @items}></p>",
             "1:10: error: the left side of <- is neither a name nor {name, name}; "
             "expected item or {key, value}"},
        Case{"<p :key={@a}></p>", "1:10: error: :key has a meaning only on a tag with :for"},
        Case{"<%= @a %>",
             "1:1: error: <% … %> is not part of these templates; write {expression}, or :if and :for on a "
             "tag"},
        Case{"<.b><:head>x</:head></.b>",
             "1:5: error: named slots are not supported; a component takes the content "
             "between its tags, as inner_block"},
        Case{"<.9/>", "1:3: error: a component is called <.name> or <namespace.name>"},
        Case{"<.b @click=\"a\"/>",
             "1:5: error: \"@click\" cannot be the name of a field, and a component's attributes "
             "are the fields of its struct"},
        Case{"<!-- a", "1:1: error: this comment does not end; expected -->"},
        Case{"<%!-- a", "1:1: error: this comment does not end; expected --%>"},
        Case{"<script>let a = {@b};</script>",
             "1:17: error: nothing makes a value safe within <script>; give it in a data-… attribute, or by "
             "push_event"},
        Case{"<script>a", "1:2: error: <script> is not closed; expected </script>"},
        Case{"</p", "1:1: error: this closing tag does not end; expected >"}));

}  // namespace
