// The examples of guides/web.md about routes and controllers: each region there is one of these, and runs
// here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/accepts.hpp"
#include "anqa/web/action_fallback.hpp"
#include "anqa/web/formats.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/path.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/route_info.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

class SettingsLive;

namespace anqa {
const LiveViewInfo& live_view_info(LiveTag<SettingsLive>) {
  static constinit const LiveViewInfo info{"SettingsLive", nullptr};
  return info;
}
}  // namespace anqa

namespace guide {

using anqa::Conn;
using anqa::Params;
using anqa::Task;
using anqa::Term;

struct Product {
  std::int64_t id = 0;
  std::string name;
};
struct User {
  std::string name;
};

namespace accounts {
Task<std::optional<User>> user_by_token(std::string token) {
  co_return token == "ada's" ? std::optional(User{"Ada"}) : std::nullopt;
}
}  // namespace accounts

namespace pages {
Conn home(Conn conn) { return conn.text("home"); }
Conn login(Conn conn) { return conn.text("who are you?"); }
}  // namespace pages

struct ReviewController {
  static Conn index(Conn conn, Params params) { return conn.json(params.term()); }
};

Task<anqa::result<Product>> find_product(std::optional<std::int64_t> id) {
  if (id == 1) co_return Product{1, "tea"};
  co_return anqa::fail("there is no such product");
}

// [controller]
struct ProductView {
  Product product;
  std::string html() const { return "<h1>" + product.name + "</h1>"; }
  Term json() const { return Term::map({{"id", product.id}, {"name", product.name}}); }
};

struct ProductController {
  static Task<anqa::result<Conn>> find(Conn conn, Params params) {
    auto product = co_await find_product(params.get<std::int64_t>("id"));
    if (!product) co_return std::unexpected(product.error());
    co_return anqa::render(std::move(conn), ProductView{*product});
  }
  static Conn on_error(Conn conn, anqa::Error error) { return conn.put_status(404).text(error.message); }

  static constexpr auto show = anqa::action_fallback<find, on_error>;
};
// [/controller]

// [guard]
Task<anqa::Admission> signed_in(anqa::Entrant entrant) {
  const auto user =
      co_await accounts::user_by_token(entrant.session.get<std::string>("user_token").value_or(""));
  if (!user) co_return anqa::turn_away("/login");
  co_return anqa::admit().assign("current_user", *user);
}
inline constexpr auto members = anqa::guard("members", signed_in);
// [/guard]

// [use]
Conn export_data(Conn conn) {
  const User& user = *conn.assigned<User>("current_user");
  return conn.text("all that we know of " + user.name);
}
// [/use]

// [routes]
inline constexpr auto browser = anqa::pipeline(anqa::Accepts{{"html", "json"}}, anqa::fetch_session);

inline constexpr auto routes =
    anqa::routes(anqa::scope("/", browser, anqa::get("/", pages::home), anqa::get("/login", pages::login),
                             anqa::get("/products/:id", ProductController::show),
                             anqa::resources<ReviewController>("/products/:product_id/reviews")),
                 anqa::scope("/account", browser, members, anqa::live<SettingsLive>("/settings"),
                             anqa::get("/export", export_data)),
                 anqa::served_elsewhere("/assets/*file"));

inline constexpr auto path = anqa::paths<routes>;
inline constexpr auto url = anqa::urls<routes>;
// [/routes]

}  // namespace guide

namespace {

using namespace guide;
using ::testing::HasSubstr;

// [path]
std::string link(const Product& product) { return path("/products/{}", product.id); }
std::string search(const Params& filter) { return path("/?page={}&{}", 2, filter); }
// [/path]

// [test]
PROCESS_TEST(GuideRoutes, AreForMembers) {
  anqa::ConnTest browser({.routes = routes});
  EXPECT_EQ(redirected_to(co_await browser.get("/account/export")), "/login");
  browser.init_test_session(Term::map({{"user_token", "ada's"}}));
  EXPECT_EQ(text_response(co_await browser.get("/account/export"), 200), "all that we know of Ada");
}
// [/test]

PROCESS_TEST(GuideRoutes, AnswerInTheFormatThatIsAskedFor) {
  anqa::LogCapture log;
  anqa::ConnTest browser({.routes = routes});
  EXPECT_EQ(html_response(co_await browser.get("/products/1"), 200), "<h1>tea</h1>");
  EXPECT_EQ(json_response(co_await browser.get("/products/1?_format=json"), 200),
            Term::map({{"id", 1}, {"name", "tea"}}));
  EXPECT_EQ(text_response(co_await browser.get("/products/2"), 404), "there is no such product");
}

TEST(GuideRoutes, AreListed) {
  const std::string listing = anqa::format_routes(routes);
  EXPECT_THAT(listing, HasSubstr("GET  /account/settings"));
  EXPECT_THAT(listing, HasSubstr("SettingsLive"));
  EXPECT_THAT(listing, HasSubstr("members\n"));
  EXPECT_EQ(link({.id = 7}), "/products/7");
  EXPECT_EQ(search(Params{{"q", "tea"}}), "/?page=2&q=tea");
}

}  // namespace
