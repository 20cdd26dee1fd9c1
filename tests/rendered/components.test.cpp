#include <gtest/gtest.h>

#include <stdexcept>

#include "pages/components_page.hpp"

// The HTML of the components that Anqa brings.

namespace {

using pages::ComponentsPage;

void expect_pieces(const ComponentsPage& page, std::initializer_list<std::string_view> pieces) {
  const std::string html = anqa::render_to_string(page);
  for (std::string_view piece : pieces) {
    EXPECT_NE(html.find(piece), std::string::npos) << "no " << piece << " in\n" << html;
  }
}

TEST(Components, Links) {
  expect_pieces(
      {}, {
              R"(<a href="/a" data-phx-link="redirect" data-phx-link-state="push" class="x">a<b>b</b></a>)",
              R"(<a href="/p?q=" data-phx-link="patch" data-phx-link-state="replace">p</a>)",
              R"(<a href="about:blank">h</a>)",
              R"(<form action="/logout" method="post" class="link-form">)",
              R"(<input type="hidden" name="_method" value="delete">)",
          });
}

TEST(Components, FormsAndInputs) {
  expect_pieces(
      {}, {
              R"(<form id="order" action="/orders" method="post" phx-change="validate">)",
              R"(<input type="hidden" name="_method" value="put">)",
              R"(<input type="hidden" name="_csrf_token" value="t">)",
              R"(<label for="order_name">Name</label>)",
              R"(<input type="text" id="order_name" name="order[name]" value="Ada &lt;&amp;&gt;" class="">)",
              R"(<div class="field invalid">)",
              R"(name="order[email]" value="" class="" autocomplete="email">)",
              R"(<p class="error">can&#39;t be blank</p>)",
              R"(<option value="">Which?</option>)",
              R"(<option value="a">A</option><option value="b" selected>B</option>)",
              R"(name="ok" value="true" checked class="">)",
          });
}

TEST(Components, FormsWithinForms) {
  ComponentsPage page;
  const auto params = anqa::Params::decode("lines[0][count]=2&lines[1][count]=3");
  ASSERT_TRUE(params);
  page.lines.nest("lines", anqa::to_forms((*params)["lines"], "cart[lines]", {"count"}));
  const auto lines = page.lines.nested("lines");
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[1]["count"].name, "cart[lines][1][count]");
  EXPECT_EQ(lines[1]["count"].id, "cart_lines_1_count");
  EXPECT_EQ(lines[1]["count"].value, "3");
  expect_pieces(page,
                {R"(<input type="hidden" name="cart[lines][1][_persistent_id]" value="1">cart[lines][1])"});
}

TEST(Components, TitlesTagsAndLists) {
  expect_pieces(
      {},
      {
          R"(<title data-prefix="P-" data-default="Home">P-Home</title>)",
          R"(<div id="wrap" phx-hook="Phoenix.FocusWrap">)",
          R"(<section id="dyn">text</section>)",
          R"(Ada, Bob &lt;b&gt;)",
          R"(<template id="tip" data-phx-portal="#tips"><div id="_lv_portal_wrap_tip">tip</div></template>)",
          R"(<b class="inline">in &amp;amp; out</b>)",
      });
  ComponentsPage page;
  page.tag = "script";
  EXPECT_THROW(anqa::render_to_string(page), std::invalid_argument);
  page.tag = "b onclick=x";
  EXPECT_THROW(anqa::render_to_string(page), std::invalid_argument);
}

TEST(Components, AsyncResults) {
  ComponentsPage page;
  page.loaded = anqa::AsyncResult<std::vector<pages::Person>>::loading_now();
  expect_pieces(page, {"loading"});
  page.loaded = anqa::AsyncResult<std::vector<pages::Person>>::failed_with("no <luck>");
  expect_pieces(page, {"failed: no &lt;luck&gt;"});
  page.loaded = anqa::AsyncResult<std::vector<pages::Person>>::of(page.people);
  expect_pieces(page, {"2 people"});
}

TEST(Components, CoreComponents) {
  expect_pieces({}, {
                        R"(<button type="button" class="button primary" phx-click="go">Go</button>)",
                        R"(data-phx-link-state="push" class="button plain">Link</a>)",
                        R"(<th class="">Name</th>)",
                        R"(<tr id="person-1">)",
                        R"(&quot;/p/Ada&quot;)",
                        R"(<div id="sure" class="modal" hidden)",
                        R"(<dt>Name</dt>)",
                        R"(<h1>Head</h1>)",
                        R"(<svg class="icon" viewBox="0 0 24 24")",
                    });
  ComponentsPage page;
  page.people.clear();
  expect_pieces(page, {R"(<div class="nothing">nobody</div>)"});
}

}  // namespace
