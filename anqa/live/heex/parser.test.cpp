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
        Case{"<p {}></p>",
             "1:4: error: {} is empty; expected attributes to be spread into the tag, such as {@rest}"},
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
        Case{"<p :unless={@a}></p>",
             "1:4: error: \":unless\" is not known; there are :if, :for, :key, :let and :type"},
        Case{"<p :if=\"a\"></p>", "1:4: error: :if takes an expression in braces: :if={…}"},
        Case{"<p :for={@items}></p>", "1:10: error: :for has no <-; expected :for={item <- @items}"},
        Case{"<p :for={ <- @items}></p>",
             "1:11: error: :for lacks a side of its <-; expected :for={item <- @items}"},
        Case{"<p :for={a.b <- @items}></p>",
             "1:10: error: the left side of <- is neither a name nor {name, name}; "
             "expected item or {key, value}"},
        Case{"<p :key={@a}></p>", "1:10: error: :key has a meaning only on a tag with :for"},
        Case{"<% @a %>",
             "1:1: error: <% … %> holds if (…) {, for (…) { or what goes on with them; to show a value write "
             "{expression}"},
        Case{"<%= %>", "1:1: error: <%= %> is empty; expected a C++ expression"},
        Case{"<% if (@a) %>", "1:1: error: expected <% if (…) { %>"},
        Case{"<% if ( ) { %>x<% } %>", "1:1: error: the parentheses are empty; expected a C++ expression"},
        Case{"<p><% if (@a) { %></p>",
             "1:4: error: this block is not closed; expected <% } %> before the closing tag at line 1"},
        Case{"<% if (@a) { %>",
             "1:1: error: this block is not closed; expected <% } %> before the template ends"},
        Case{"<% if (@a) { %><p><% } %>",
             "1:17: error: <p> is not closed; expected </p> before the block ends"},
        Case{"a<% } %>", "1:2: error: this closes or goes on with a block, but there is none before it"},
        Case{"<% if (@a) { %>a<% } else { %>b<% } else { %>c<% } %>",
             "1:32: error: an else is the last branch of its if; expected <% } %>"},
        Case{"<% for (auto& x : @a) { %>a<% } else { %>b<% } %>",
             "1:28: error: a for has no else; expected <% } %>"},
        Case{"<% for (@a) { %>a<% } %>", "1:9: error: expected for (const auto& item : @items)"},
        Case{"<% if (@a", "1:1: error: this <% does not end; expected %>"},
        Case{"<:head>x</:head>",
             "1:1: error: <:head> stands in no component; a slot is a direct child of the component whose "
             "slot it "
             "is"},
        Case{"<.b><p><:head>x</:head></p></.b>",
             "1:8: error: <:head> stands in no component; a slot is a direct child of the component whose "
             "slot it "
             "is"},
        Case{"<.b><:head>x</.b>",
             "1:15: error: </.b> does not match; expected </:head> for the <:head> at line 1"},
        Case{"<.b><:a.b>x</:a.b></.b>", "1:6: error: a slot is called <:name>"},
        Case{"<.b><:a :for={x <- @xs} :key={x}>x</:a></.b>",
             "1:31: error: a slot takes no :key: its list is not sent as one"},
        Case{"<p :let={a}></p>",
             "1:4: error: <p> gives its content nothing; :let is for components and slots"},
        Case{"<.b :let={a.b}>x</.b>",
             "1:11: error: the value of :let is neither a name nor {name, name}; expected item or {key, "
             "value}"},
        Case{"<.b :let={a} />", "1:11: error: <.b> has no content that :let could be of use to"},
        Case{"{render_slot(@a, @b, @c)}",
             "1:2: error: render_slot takes a slot, and what its content is given: "
             "{render_slot(@inner_block)} or "
             "{render_slot(@inner_block, @value)}"},
        Case{"<.live_component id=\"a\" />",
             "1:2: error: <.live_component> needs to know its class; expected module={CartItem}"},
        Case{"<.live_render view=\"a\" />",
             "1:15: error: <.live_render> takes a class in braces: view={CartItem}"},
        Case{"<form phx-change=\"a\"></form>",
             "1:2: error: a form with phx-change has no id, so that what was typed into it is lost when the "
             "connection is; expected an id, or phx-auto-recover=\"ignore\""},
        Case{"<p phx-hook=\"A\"></p>",
             "1:4: error: a tag with phx-hook needs an id of its own, by which the client finds it again"},
        Case{"<p phx-update=\"stream\"></p>",
             "1:4: error: a tag with phx-update=\"stream\" needs an id of its own, by which the client finds "
             "it "
             "again"},
        Case{"<p id=\"a\"></p><b id=\"a\"></b>",
             "1:18: error: there is a tag with id=\"a\" already; an id is there once on a page, or patches "
             "go to "
             "the wrong tag"},
        Case{"<a href={\"javascript:go('#{@a}')\"}></a>",
             "1:10: error: nothing makes a value safe within a javascript: address; give it in a data-… "
             "attribute"},
        Case{
            "<animate attributeName=\"href\" to={@a} />",
            "1:31: error: the value of \"to\" is run by the browser, and nothing makes a visitor's text safe "
            "there; handle the event with phx-… or give the value in a data-… attribute"},
        Case{"<style>p { color: {@a} }</style>",
             "1:19: error: nothing makes a value safe within <style>; give it in a style=\"…\" attribute"},
        Case{"<.9/>", "1:3: error: a component is called <.name> or <namespace.name>"},
        Case{"<.b @click=\"a\"/>",
             "1:5: error: \"@click\" cannot be the name of a field, and a component's attributes "
             "are the fields of its struct"},
        Case{"<!-- a", "1:1: error: this comment does not end; expected -->"},
        Case{"<%!-- a", "1:1: error: this comment does not end; expected --%>"},
        Case{"<script>let a = {@b};</script>",
             "1:17: error: nothing makes a value safe within <script>; give it in a data-… attribute, or by "
             "push_event"},
        Case{"<p :type={ColocatedHook}></p>",
             "1:4: error: :type is for hooks that stand in their template: expected <script "
             ":type={ColocatedHook} name=\".Name\">"},
        Case{"<script>a", "1:2: error: <script> is not closed; expected </script>"},
        Case{"</p", "1:1: error: this closing tag does not end; expected >"}));

}  // namespace
