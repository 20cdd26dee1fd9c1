#include <gtest/gtest.h>

#include "driver.hpp"
#include "pages/home_live.hpp"

// What phoenix_live_view 1.2.10 answered to the same events of the same page: the parts of it that exist
// here.

namespace {

using rendered::Driver;
using rendered::parse;

class Transcript : public testing::Test {
 protected:
  void expect(std::string_view event, std::string_view diff) {
    const std::string sent = home_.event(event);
    EXPECT_EQ(parse(sent), parse(diff)) << "after " << event << " the view sent " << sent;
  }
  Driver home_{anqa::view_type<pages::HomeLive>()};
};

TEST_F(Transcript, DeadRender) {
  EXPECT_EQ(home_.html(), R"(<h1>n=0</h1>

<ul><li id="i1">one</li><li id="i2">two<span>hot</span></li></ul>
<div class="card">x</div><div class="card">const</div>)");
}

TEST_F(Transcript, Join) {
  EXPECT_EQ(parse(home_.diff()), parse(R"({"0":"0","1":"",
    "2":{"k":{"0":{"0":"1","1":"one","2":""},"1":{"0":"2","1":"two","2":{"s":0}},"kc":2},"s":1},
    "3":{"0":"x","r":1,"s":2},"4":{"0":"const","r":1,"s":2},
    "p":{"0":["<span>hot</span>"],"1":["<li id=\"i","\">","","</li>"],"2":["<div class=\"card\">","</div>"],
         "3":["<h1>n=","</h1>\n","\n<ul>","</ul>\n","",""]},"s":3,"t":"Home"})"));
}

TEST_F(Transcript, EventsInTheirOrder) {
  home_.diff();
  expect("noop", "{}");
  expect("inc", R"({"0":"1","1":""})");
  expect("toggle", R"({"1":{"0":"1","s":0},"p":{"0":["<p>shown ","</p>"]}})");
  expect("inc", R"({"0":"2","1":{"0":"2"}})");
  expect("toggle", R"({"1":""})");
  expect("toggle", R"({"1":{"0":"2","s":0},"p":{"0":["<p>shown ","</p>"]}})");
  expect("swap", R"({"2":{"k":{"0":1,"1":[0,{"1":"ONE"}],"kc":2,"km":true}}})");
  expect("additem",
         R"({"2":{"k":{"2":{"0":"3","1":"three","2":{"s":0}},"kc":3}},"p":{"0":["<span>hot</span>"]}})");
  expect("clearitems", R"({"2":{"k":{"kc":0}}})");
  expect("ev", R"({"e":[["hello",{"a":1}],["pre",{},true]],"t":"T2"})");
  expect("reply", R"({"r":{"ok":true}})");
}

TEST_F(Transcript, AReplyThatComesLater) {
  home_.diff();
  EXPECT_EQ(parse(home_.event("reply_later", {{"t", "<y>"}})),
            parse(R"({"3":{"0":"&lt;y&gt;"},"r":{"t":"<y>"}})"));
}

TEST_F(Transcript, AnEventThatNobodyHandles) {
  try {
    home_.event("nope");
    FAIL() << "an unknown event was taken";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(
        error.what(),
        "event \"nope\" is not one that pages::HomeLive handles; add a handle_event(Event<\"nope\">, const "
        "Params&, Socket&) or, when there is one that no template names, name it in using Events = "
        "anqa::Events<\"nope\">");
  }
}

}  // namespace
