#include <gtest/gtest.h>

#include "driver.hpp"
#include "pages/guide_live.hpp"

// What guides/templates.md says of its examples.

namespace {

using rendered::Driver;

TEST(Guide, ShowsWhatItSays) {
  Driver page(anqa::view_type<pages::GuideLive>());
  const std::string html = page.html();
  for (const char* piece : {
           "<h1>Ada &amp; Bob</h1>\n<p>Ada &amp; Bob! 3</p>\n<p><em>kept</em></p>",
           "<input name=\"color\" value=\"\">",
           "<p id=\"chores-2\" class=\"box\">one of two</p>",
           "<button phx-click=\"finish\" phx-value-id=\"1\">Done</button>",
           "<button class=\"button primary\">Ada &amp; Bob\n  <b>2</b>\n</button>",
       }) {
    EXPECT_NE(html.find(piece), std::string::npos) << "no " << piece << " in " << html;
  }
}

TEST(Guide, SendsTheRowThatChanged) {
  Driver page(anqa::view_type<pages::GuideLive>());
  page.diff();
  const std::string diff = page.event("finish", {{"id", "1"}});
  EXPECT_NE(diff.find(R"({"k":{"0":{"1":""},"kc":2}})"), std::string::npos) << diff;
}

TEST(Guide, AComponentOnItsOwn) {
  EXPECT_EQ(anqa::render_to_string(pages::Button{.label = "Go", .disabled = true}),
            "<button class=\"button plain\" disabled>Go</button>");
}

}  // namespace
