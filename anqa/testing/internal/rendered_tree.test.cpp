#include "anqa/testing/internal/rendered_tree.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "anqa/term/json.hpp"

namespace anqa::detail {
namespace {

class Rendered {
 public:
  std::string after(std::string_view diff) {
    tree_.merge(json::parse(diff).value());
    auto taken = tree_.take_html();
    streams = std::move(taken.streams);
    return taken.html;
  }
  std::vector<StreamPatch> streams;

 private:
  RenderedTree tree_;
};

// The example of docs on the wire format, which the official client was asked about.
TEST(RenderedTree, FollowsRowsAndComponents) {
  Rendered page;
  EXPECT_EQ(page.after(R"({"0":"hi","1":{"s":0,"k":{"kc":2,"0":{"0":"a"},"1":{"0":"b"}}},"2":1,
        "s":["<h1>","</h1><ul>","</ul>",""],"p":{"0":["<li>","</li>"]},"c":{"1":{"0":"one","s":["<b>","</b>"],"r":1}}})"),
            "<h1>hi</h1><ul><li>a</li><li>b</li></ul><b data-phx-component=\"1\">one</b>");
  EXPECT_EQ(page.after(R"({"1":{"k":{"kc":2,"km":true,"0":1,"1":[0,{"0":"A!"}]}}})"),
            "<h1>hi</h1><ul><li>b</li><li>A!</li></ul><b data-phx-component=\"1\">one</b>");
  EXPECT_EQ(page.after(R"({"1":{"k":{"kc":3,"2":{"0":"c"}}}})"),
            "<h1>hi</h1><ul><li>b</li><li>A!</li><li>c</li></ul><b data-phx-component=\"1\">one</b>");
  EXPECT_EQ(page.after(R"({"1":{"k":{"kc":1}}})"),
            "<h1>hi</h1><ul><li>b</li></ul><b data-phx-component=\"1\">one</b>");
  EXPECT_EQ(page.after(R"({"2":3,"c":{"3":{"0":"three","s":-1}}})"),
            "<h1>hi</h1><ul><li>b</li></ul><b data-phx-component=\"3\">three</b>");
  EXPECT_EQ(page.after(R"({"c":{"3":{"0":"3"}}})"),
            "<h1>hi</h1><ul><li>b</li></ul><b data-phx-component=\"3\">3</b>");
}

TEST(RenderedTree, PutsAndTakesAwayNodes) {
  Rendered page;
  EXPECT_EQ(page.after(R"({"0":"","s":1,"p":{"1":["a","z"]}})"), "az");
  EXPECT_EQ(page.after(R"({"0":{"0":"x","s":0},"p":{"0":["<i>","</i>"]}})"), "a<i>x</i>z");
  EXPECT_EQ(page.after(R"({"0":{"0":"y"}})"), "a<i>y</i>z");
  EXPECT_EQ(page.after(R"({"0":""})"), "az");
}

TEST(RenderedTree, ForgetsWhatStreamsSent) {
  Rendered page;
  EXPECT_EQ(page.after(R"({"0":{"s":0,"k":{"kc":1,"0":{"0":"a"}},"stream":["0",[["m-1",-1,null,null]],[]]},
        "s":["<ul>","</ul>"],"p":{"0":["<li>","</li>"]}})"),
            "<ul><li>a</li></ul>");
  ASSERT_EQ(page.streams.size(), 1U);
  EXPECT_NE(page.streams[0].find("m-1"), nullptr);
  EXPECT_EQ(page.after(R"({"0":{"k":{"kc":0},"stream":["0",[],["m-1"],true]}})"), "<ul></ul>");
  EXPECT_EQ(page.streams[0].deletes, std::vector<std::string>{"m-1"});
  EXPECT_TRUE(page.streams[0].reset);
  EXPECT_EQ(page.after("{}"), "<ul></ul>");
  EXPECT_TRUE(page.streams.empty());
}

TEST(RenderedTree, RefusesWhatNoClientCouldApply) {
  for (const char* wrong : {R"({"0":"a","s":0})", R"({"s":["a","b"]})", R"({"0":7,"s":["a","b"]})",
                            R"({"0":{"s":["",""],"k":{"kc":1}},"s":["a","b"]})",
                            R"({"0":{"s":["",""],"k":{"kc":1,"0":4}},"s":["a","b"]})", R"([])"}) {
    EXPECT_THROW(Rendered().after(wrong), std::runtime_error) << wrong;
  }
}

}  // namespace
}  // namespace anqa::detail
