#include "anqa/web/route_info.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/web/conn.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/router.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

class AccountLive;

namespace anqa {
const LiveViewInfo& live_view_info(LiveTag<AccountLive>) {
  static constinit const LiveViewInfo info{"AccountLive", nullptr};
  return info;
}
}  // namespace anqa

/// Named, as an application's controllers are: what is in an unnamed namespace has no symbol.
namespace listed {

anqa::Conn home(anqa::Conn conn) { return conn; }
anqa::Conn jobs(anqa::Conn conn) { return conn; }
struct OrderController {
  static anqa::Conn index(anqa::Conn conn) { return conn; }
  static anqa::Conn create(anqa::Conn conn) { return conn; }
};
struct PutHeader {
  std::string_view value;
  anqa::Conn operator()(anqa::Conn conn) const { return conn; }
};

inline constexpr auto members = anqa::guard("members", [](anqa::Entrant) { return anqa::admit(); });
inline constexpr auto admins = anqa::guard("admins", [](anqa::Entrant) { return anqa::admit(); });
inline constexpr auto browser = anqa::pipeline(anqa::fetch_session, PutHeader{"x"});
inline constexpr auto inner = anqa::pipeline(home, admins);
inline constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::get("/", home)),
    anqa::scope("/account", browser, members, anqa::metadata<"area", "account">(),
                anqa::live<AccountLive>("/", "show", anqa::metadata<"title", "You">()),
                anqa::scope("/admin", inner, anqa::any("/*rest", home, anqa::metadata<"area", "admin">()))),
    anqa::scope("/api", anqa::host<"api.">(), anqa::resources<OrderController>("/orders")),
    anqa::forward("/jobs", jobs), anqa::served_elsewhere("/assets/*file"));

}  // namespace listed

namespace {

using namespace anqa;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RouteInfo, TellsWhatARouteIs) {
  const Router router(listed::routes);
  const auto info = route_info(router, http::Method::put, "/account/admin/a/b");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->methods, "*");
  EXPECT_EQ(info->path, "/account/admin/*rest");
  EXPECT_EQ(info->serves, "listed::home");
  EXPECT_THAT(info->plugs, ElementsAre("anqa::fetch_session", "listed::PutHeader", "guard members",
                                       "listed::home", "guard admins"));
  EXPECT_THAT(info->guards, ElementsAre("members", "admins"));
  EXPECT_EQ(info->metadata_at("area"), "admin");
  EXPECT_EQ(info->path_params, (Params{{"rest", "a/b"}}));
  EXPECT_FALSE(route_info(router, http::Method::get, "/nowhere").has_value());
  const auto live = route_info(router, http::Method::get, "/account");
  EXPECT_EQ(live->serves, "AccountLive :show");
  EXPECT_EQ(live->metadata_at("title"), "You");
  EXPECT_EQ(live->metadata_at("area"), "account");
  EXPECT_EQ(live->metadata_at("none"), "");
  const auto api = route_info(router, http::Method::post, "/api/orders", "api.x");
  EXPECT_THAT(api->hosts, ElementsAre("api."));
  EXPECT_EQ(api->serves, "listed::OrderController :create");
  EXPECT_THAT(api->guards, IsEmpty());
}

TEST(RouteListing, ShowsWhatProtectsEachRoute) {
  EXPECT_EQ(format_routes(listed::routes),
            "GET   /                     listed::home                     anyone\n"
            "GET   /account              AccountLive :show                members\n"
            "*     /account/admin/*rest  listed::home                     members and admins\n"
            "GET   api./api/orders       listed::OrderController :index   anyone\n"
            "POST  api./api/orders       listed::OrderController :create  anyone\n"
            "*     /jobs/*               forward listed::jobs             anyone\n"
            "GET   /assets/*file         (served elsewhere)               -\n");
}

TEST(RouteListing, MayBeOfAMethodOrAPath) {
  EXPECT_EQ(format_routes(listed::routes, {.path = "/account/admin/x"}),
            "*  /account/admin/*rest  listed::home  members and admins\n");
  EXPECT_EQ(format_routes(listed::routes, {.method = http::Method::post, .path = "/api/orders"}),
            "POST  api./api/orders  listed::OrderController :create  anyone\n");
  EXPECT_EQ(format_routes(listed::routes, {.path = "/nowhere"}), "");
  EXPECT_EQ(format_routes(listed::routes, {.method = http::Method::post}),
            "*     /account/admin/*rest  listed::home                     members and admins\n"
            "POST  api./api/orders       listed::OrderController :create  anyone\n"
            "*     /jobs/*               forward listed::jobs             anyone\n");
}

TEST(RouteListing, IsPrintedForAProgramThatIsAskedForIt) {
  const char* with[] = {"shop", "--routes", "GET", "/account"};
  ::testing::internal::CaptureStdout();
  EXPECT_TRUE(print_routes(4, with, listed::routes));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "GET  /account  AccountLive :show  members\n");
  const char* without[] = {"shop", "--port=1"};
  EXPECT_FALSE(print_routes(2, without, listed::routes));
}

}  // namespace
