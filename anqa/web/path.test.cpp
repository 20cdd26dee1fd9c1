#include "anqa/web/path.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "anqa/web/conn.hpp"
#include "anqa/web/path_info.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"

class CatalogLive;  // live views need only be declared where the routes are
class ProductLive;

namespace anqa {

const LiveViewInfo& live_view_info(LiveTag<CatalogLive>) {
  static constinit const LiveViewInfo info{"CatalogLive", nullptr};
  return info;
}
const LiveViewInfo& live_view_info(LiveTag<ProductLive>) {
  static constinit const LiveViewInfo info{"ProductLive", nullptr};
  return info;
}

}  // namespace anqa

namespace {

using anqa::Conn;
using anqa::Params;
using anqa::Task;
using anqa::http::Method;

Conn home(Conn conn, Params) { return conn; }
Task<Conn> slow(Conn conn, Params) { co_return conn; }
Conn plain(Conn conn) { return conn; }
Conn pass(Conn conn) { return conn; }

struct OrderController {
  static Conn index(Conn conn, Params) { return conn; }
  static Conn show(Conn conn, Params) { return conn; }
  static Task<Conn> create(Conn conn, Params) { co_return conn; }
  static Conn update(Conn conn, Params) { return conn; }
};

constexpr auto browser = anqa::pipeline(pass);
constexpr auto admin = anqa::pipeline(pass, pass);

constexpr auto routes =
    anqa::routes(anqa::scope("/", browser, anqa::get("/", home), anqa::get("/about", plain),
                             anqa::live<CatalogLive>("/products"), anqa::live<ProductLive>("/products/:id"),
                             anqa::live<ProductLive>("/products/new", "new"), anqa::get("/files/*path", slow),
                             anqa::scope("/admin", admin, anqa::delete_("/users/:user_id/posts/:id", home))),
                 anqa::scope("/api", anqa::resources<OrderController>("/orders"),
                             anqa::resources<OrderController>("/bills", anqa::only({"index", "show"})),
                             anqa::resources<OrderController>("/carts", anqa::except({"update"}))),
                 anqa::served_elsewhere("/assets/*file"));

constexpr auto path = anqa::paths<routes>;

enum class Colour { red };
std::string to_param(Colour) { return "dark red"; }

std::string pattern_of(const anqa::Route& route) { return anqa::detail::RouteText(route).text; }

std::string routed(Method method, std::string_view to) {
  static const anqa::Router router(routes);
  const auto found = anqa::find_route(router, method, to);
  return found ? pattern_of(*found->route) + " " + anqa::inspect(found->params.term()) : "none";
}

TEST(Path, TakesIntegersStringsAndWhatHasAToParam) {
  EXPECT_EQ(path("/"), "/");
  EXPECT_EQ(path("/products"), "/products");
  EXPECT_EQ(path("/products/{}", 42), "/products/42");
  EXPECT_EQ(path("/products/{}", INT64_MIN), "/products/-9223372036854775808");
  EXPECT_EQ(path("/products/{}", UINT64_MAX), "/products/18446744073709551615");
  EXPECT_EQ(path("/products/{}", "tea"), "/products/tea");
  EXPECT_EQ(path("/products/{}", Colour::red), "/products/dark%20red");
  EXPECT_EQ(path("/admin/users/{}/posts/{}", 1, std::string("x")), "/admin/users/1/posts/x");
}

TEST(Path, EncodesWhatCouldNameAnotherPath) {
  EXPECT_EQ(path("/products/{}", "a/b?c#d%2f"), "/products/a%2Fb%3Fc%23d%252f");
  EXPECT_EQ(path("/products/{}", "\r\nx"), "/products/%0D%0Ax");
  EXPECT_EQ(path("/products/{}.json", "ä"), "/products/%C3%A4.json");
}

TEST(Path, KeepsTheSlashesOfAGlob) {
  EXPECT_EQ(path("/files/{}", "a/b c/d.txt"), "/files/a/b%20c/d.txt");
  EXPECT_EQ(path("/files/docs/{}", "a/b"), "/files/docs/a/b");
  EXPECT_EQ(path("/assets/app.css"), "/assets/app.css");
}

TEST(Path, EncodesItsQueryAsAFormDoes) {
  EXPECT_EQ(path("/products?q={}&page={}", "tea & milk/", 2), "/products?q=tea+%26+milk%2F&page=2");
  EXPECT_EQ(path("/products/{}?back={}#top", 1, "/"), "/products/1?back=%2F#top");
}

TEST(Path, RefusesAnArgumentThatWouldLeadElsewhere) {
  EXPECT_THROW(path("/products/{}", ""), std::invalid_argument);
  EXPECT_THROW(path("/products/{}", ".."), std::invalid_argument);
  EXPECT_THROW(path("/products/{}", "."), std::invalid_argument);
  EXPECT_THROW(path("/files/{}", "a/../../etc"), std::invalid_argument);
  EXPECT_THROW(path("/files/{}", "a//b"), std::invalid_argument);
  EXPECT_NO_THROW(path("/products/{}", "..."));
  EXPECT_NO_THROW(path("/products?q={}", ""));
}

TEST(Router, FindsTheMostSpecificRouteWhateverTheOrder) {
  EXPECT_EQ(routed(Method::get, "/"), "GET / nil");
  EXPECT_EQ(routed(Method::get, "/about/"), "GET /about nil");
  EXPECT_EQ(routed(Method::get, "/products/new?x=1"), "GET /products/new nil");
  EXPECT_EQ(routed(Method::get, "/products/newer"), "GET /products/:id %{\"id\" => \"newer\"}");
  EXPECT_EQ(routed(Method::delete_, "/admin/users/7/posts/a%2Fb"),
            "DELETE /admin/users/:user_id/posts/:id %{\"id\" => \"a/b\", \"user_id\" => \"7\"}");
  EXPECT_EQ(routed(Method::get, "/files/a/b%20c"), "GET /files/*path %{\"path\" => \"a/b c\"}");
}

TEST(Router, SkipsWhatIsServedElsewhereAndWhatDoesNotMatch) {
  EXPECT_EQ(routed(Method::get, "/assets/app.css"), "none");
  EXPECT_EQ(routed(Method::get, "/files"), "none");
  EXPECT_EQ(routed(Method::get, "/products/1/2"), "none");
  EXPECT_EQ(routed(Method::get, "/products/%zz"), "none");
  EXPECT_EQ(routed(Method::get, "/products/%ff"), "none");
  EXPECT_EQ(routed(Method::get, "/products/a%00b"), "none");
}

TEST(Router, AnswersHeadWithTheRouteOfGet) {
  EXPECT_EQ(routed(Method::head, "/about"), "GET /about nil");
  EXPECT_EQ(routed(Method::head, "/admin/users/1/posts/2"), "none");
}

TEST(Router, KnowsWhichMethodsAPathHas) {
  const anqa::Router router(routes);
  const auto info = anqa::PathInfo::split("/about");
  const auto match = router.match(Method::post, info->segments());
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.other_methods, 1U << static_cast<unsigned>(Method::get));
}

TEST(Router, GoesBackWhereAMoreSpecificBranchHasNoRoute) {
  static constexpr auto other = anqa::routes(anqa::get("/a/b/c", home), anqa::get("/a/:x/d", home),
                                             anqa::get("/a/*rest", home), anqa::post("/a/b/d", home));
  const anqa::Router router(other);
  auto find = [&](std::string_view to) {
    const auto found = anqa::find_route(router, Method::get, to);
    return found ? pattern_of(*found->route) + anqa::inspect(found->params.term()) : "none";
  };
  EXPECT_EQ(find("/a/b/c"), "GET /a/b/cnil");
  EXPECT_EQ(find("/a/b/d"), "GET /a/:x/d%{\"x\" => \"b\"}");
  EXPECT_EQ(find("/a/b/e"), "GET /a/*rest%{\"rest\" => \"b/e\"}");
  EXPECT_EQ(find("/a"), "none");
}

TEST(Routes, OfAResourceAreThoseThatItsControllerHas) {
  std::string all;
  for (const anqa::Route& route : routes.all()) {
    if (pattern_of(route).contains("/api/")) all += pattern_of(route) + "\n";
  }
  EXPECT_EQ(
      all,
      "GET /api/orders\nGET /api/orders/:id\nPOST /api/orders\nPATCH /api/orders/:id\nPUT /api/orders/:id\n"
      "GET /api/bills\nGET /api/bills/:id\n"
      "GET /api/carts\nGET /api/carts/:id\nPOST /api/carts\n");
}

TEST(Routes, KnowTheirPipelinesFromTheOutside) {
  const anqa::Router router(routes);
  EXPECT_EQ(anqa::find_route(router, Method::get, "/about")->route->pipeline_count, 1);
  const auto* deep = anqa::find_route(router, Method::delete_, "/admin/users/1/posts/1")->route;
  ASSERT_EQ(deep->pipeline_count, 2);
  EXPECT_EQ(deep->pipelines[0].pipeline, &browser);
  EXPECT_EQ(deep->pipelines[1].pipeline, &admin);
  EXPECT_EQ(anqa::find_route(router, Method::get, "/api/orders")->route->pipeline_count, 0);
}

TEST(Routes, NameLiveViewsThatAreOnlyDeclared) {
  const anqa::Router router(routes);
  const auto* route = anqa::find_route(router, Method::get, "/products/new")->route;
  EXPECT_EQ(route->live_view().name, "ProductLive");
  EXPECT_EQ(route->name, "new");
}

}  // namespace
