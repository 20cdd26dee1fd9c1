#include "anqa/live/js.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "anqa/live/text.hpp"

namespace anqa {
namespace {

TEST(Js, PushesEvents) {
  EXPECT_EQ(JS().json(), "[]");
  EXPECT_EQ(JS().push("inc").json(), R"([["push",{"event":"inc"}]])");
  EXPECT_EQ(JS().push("inc", {.target = "#a", .loading = ".b", .page_loading = true}).json(),
            R"([["push",{"event":"inc","loading":".b","page_loading":true,"target":"#a"}]])");
  EXPECT_EQ(JS().push("inc", {.target = Cid{3}, .value = {{"id", 1}}}).json(),
            R"([["push",{"event":"inc","target":3,"value":{"id":1}}]])");
}

TEST(Js, ShowsAndHides) {
  EXPECT_EQ(JS().show({.to = "#m"}).hide().json(), R"([["show",{"to":"#m"}],["hide",{}]])");
  EXPECT_EQ(JS().show({.transition = "fade in", .time = 50, .display = "flex", .blocking = false}).json(),
            R"([["show",{"display":"flex","transition":[["fade","in"],[],[]],"time":50,"blocking":false}]])");
  EXPECT_EQ(JS().toggle({.to = JS::inner(".x"), .in = {"a b", "c", "d"}, .out = "e"}).json(),
            R"([["toggle",{"to":{"inner":".x"},"ins":[["a","b"],["c"],["d"]],"outs":[["e"],[],[]]}]])");
}

TEST(Js, ChangesClassesAndAttributes) {
  EXPECT_EQ(
      JS().add_class("a  b").remove_class({"c", "d"}, {.to = JS::closest("li")}).json(),
      R"([["add_class",{"names":["a","b"]}],["remove_class",{"names":["c","d"],"to":{"closest":"li"}}]])");
  EXPECT_EQ(JS().toggle_class("a", {.transition = "t"}).transition({"x", "y", "z"}, {.time = 1}).json(),
            R"([["toggle_class",{"names":["a"],"transition":[["t"],[],[]]}],)"
            R"(["transition",{"transition":[["x"],["y"],["z"]],"time":1}]])");
  EXPECT_EQ(JS().set_attribute("open", "").remove_attribute("open", {.to = "#d"}).json(),
            R"([["set_attr",{"attr":["open",""]}],["remove_attr",{"attr":"open","to":"#d"}]])");
  EXPECT_EQ(
      JS().toggle_attribute("open", "true").toggle_attribute("aria-x", "a", "b", {.to = "#d"}).json(),
      R"([["toggle_attr",{"attr":["open","true"]}],["toggle_attr",{"attr":["aria-x","a","b"],"to":"#d"}]])");
  EXPECT_EQ(JS().ignore_attributes("open").ignore_attributes({"a", "data-*"}).json(),
            R"([["ignore_attrs",{"attrs":["open"]}],["ignore_attrs",{"attrs":["a","data-*"]}]])");
}

TEST(Js, MovesTheFocusAndThePage) {
  EXPECT_EQ(JS().focus().focus_first({.to = "#m"}).push_focus().pop_focus().json(),
            R"([["focus",{}],["focus_first",{"to":"#m"}],["push_focus",{}],["pop_focus",{}]])");
  EXPECT_EQ(JS().navigate("/a").patch("/b?c=1", {.replace = true}).json(),
            R"([["navigate",{"href":"/a"}],["patch",{"href":"/b?c=1","replace":true}]])");
}

TEST(Js, DispatchesAndExecutes) {
  EXPECT_EQ(JS().dispatch("copy", {.to = "#t", .detail = {{"a", 1}}, .bubbles = false}).json(),
            R"([["dispatch",{"event":"copy","to":"#t","detail":{"a":1},"bubbles":false}]])");
  EXPECT_EQ(JS().dispatch("go", {.blocking = true}).exec("phx-remove", {.to = "#t"}).json(),
            R"([["dispatch",{"event":"go","blocking":true}],["exec",{"attr":"phx-remove","to":"#t"}]])");
  EXPECT_THROW((void)JS().dispatch("go", {.detail = {{"done", 1}}, .blocking = true}), std::invalid_argument);
}

TEST(Js, IsAValueThatTemplatesShow) {
  const JS both = JS().push("a").concat(JS().push("b")).concat(JS());
  EXPECT_EQ(both, JS().push("a").push("b"));
  EXPECT_TRUE(JS().empty());
  static_assert(detail::can_show<JS>);
  EXPECT_EQ(to_text(JS().push("\"'<&")), R"([["push",{"event":"\"'<&"}]])");
}

}  // namespace
}  // namespace anqa
