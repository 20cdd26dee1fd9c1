#include "anqa/testing/internal/live_dom.hpp"

#include <gtest/gtest.h>

namespace anqa::detail {
namespace {

class Page {
 public:
  std::string after(std::string_view html, const std::vector<StreamPatch>& streams = {}) {
    dom_ = patched(dom_, parse_html(html), streams);
    std::string out;
    for (const HtmlNode& child : dom_.children.at(0).children) {
      out += (out.empty() ? "" : " ") + std::string(child.id()) + ":" + text_of(child);
    }
    return out;
  }

 private:
  HtmlNode dom_;
};

TEST(LiveDom, StreamsInsertWhereTheySay) {
  Page page;
  const auto list = [](std::string_view rows) {
    return "<ul id=\"l\" phx-update=\"stream\">" + std::string(rows) + "</ul>";
  };
  EXPECT_EQ(page.after(list("<li id=a>1</li><li id=b>2</li>"), {{"0", {{"a"}, {"b"}}, {}}}), "a:1 b:2");
  EXPECT_EQ(page.after(list("")), "a:1 b:2");
  EXPECT_EQ(page.after(list("<li id=c>3</li>"), {{"0", {{"c", 0}}, {}}}), "c:3 a:1 b:2");
  EXPECT_EQ(page.after(list("<li id=d>4</li>"), {{"0", {{"d", 1}}, {}}}), "c:3 d:4 a:1 b:2");
  EXPECT_EQ(page.after(list("<li id=a>one</li>"), {{"0", {{"a", 0}}, {}}}), "c:3 d:4 a:one b:2");
  EXPECT_EQ(page.after(list(""), {{"0", {}, {"c", "b"}}}), "d:4 a:one");
  EXPECT_EQ(page.after(list("<li id=e>5</li>"), {{"0", {{"e", -1, -2}}, {}}}), "a:one e:5");
  EXPECT_EQ(page.after(list("<li id=f>6</li>"), {{"0", {{"f", 0, 2}}, {}}}), "f:6 a:one");
  EXPECT_EQ(page.after(list("<li id=x>7</li>"), {{"0", {{"x", -1, 0, true}}, {}}}), "f:6 a:one");
  EXPECT_EQ(page.after(list("<li id=a>again</li>"), {{"0", {{"a"}}, {}, true}}), "a:again");
  EXPECT_EQ(page.after(list(""), {{"0", {}, {}, true}}), "");
}

TEST(LiveDom, WhatIsNoItemOfAStreamIsPatched) {
  Page page;
  EXPECT_EQ(page.after("<ul id=l phx-update=stream><li id=none>no</li></ul>"), "none:no");
  EXPECT_EQ(page.after("<ul id=l phx-update=stream><li id=none>still</li><li id=a>1</li></ul>",
                       {{"0", {{"a"}}, {}}}),
            "none:still a:1");
  EXPECT_EQ(page.after("<ul id=l phx-update=stream></ul>"), "a:1");
}

TEST(LiveDom, IgnoredElementsKeepTheirChildren) {
  Page page;
  EXPECT_EQ(page.after("<div id=d phx-update=ignore><p id=p>1</p></div>"), "p:1");
  EXPECT_EQ(page.after("<div id=d phx-update=ignore><p id=p>2</p></div>"), "p:1");
  EXPECT_EQ(page.after("<div id=d><p id=p>2</p></div>"), "p:2");
}

}  // namespace
}  // namespace anqa::detail
