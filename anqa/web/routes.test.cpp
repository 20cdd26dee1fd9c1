#include "anqa/web/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/path.hpp"
#include "anqa/web/path_info.hpp"
#include "anqa/web/plug.hpp"

namespace {

using namespace anqa;
using http::Method;
using ::testing::ElementsAre;

Conn page(Conn conn) { return conn.text(std::string(conn.route()->name)); }
Conn tell(Conn conn, Params params) {
  const auto* section = conn.assigned<std::string_view>("section");
  const auto* kind = conn.get_private<std::string_view>("kind");
  return conn.text(inspect(params.term()) + " " + std::string(section != nullptr ? *section : "-") + " " +
                   std::string(kind != nullptr ? *kind : "-"));
}
std::string joined(std::span<const std::string_view> segments) {
  std::string out;
  for (const auto segment : segments) out.append("/").append(segment);
  return out;
}
Conn jobs(Conn conn) {
  std::string where = joined(conn.script_name()) + " then " + joined(conn.path_info());
  return conn.text(std::string(http::to_string(conn.method())) + " " + where);
}

struct CommentController {
  static Conn index(Conn conn) { return tell(conn.put_status(200), conn.params()); }
  static Conn show(Conn conn, Params params) { return tell(std::move(conn), std::move(params)); }
};
struct BlogPostController {
  static Conn index(Conn conn) { return page(std::move(conn)); }
  static Conn show(Conn conn) { return page(std::move(conn)); }
  static Conn edit(Conn conn) { return page(std::move(conn)); }
};
struct ProfileController {
  static Conn index(Conn conn) { return page(std::move(conn)); }
  static Conn show(Conn conn) { return page(std::move(conn)); }
  static Conn edit(Conn conn) { return page(std::move(conn)); }
  static Conn update(Conn conn) { return page(std::move(conn)); }
};

Conn pass(Conn conn) { return conn; }
constexpr auto pipe = pipeline(pass);
constexpr auto second = pipeline(pass, pass);

constexpr auto blog = anqa::routes(
    resources<BlogPostController>("/posts", resources<CommentController>("/comments")),
    resources<BlogPostController>("/articles", param<"slug">, name<"article">, only({"show", "edit"}),
                                  resources<CommentController>("/comments", only({"show"}))),
    resources<ProfileController>("/profile", singleton, get("/photo", tell)));

constexpr auto all = anqa::routes(
    scope("/api", host<"api.", "api.example">(), pipe, second, get("/v:version/items", tell),
          get("/v1/items", page), get("/:any/items", tell), get("/only_api", page)),
    scope("/api", get("/v:version/items", page), get("/:any/items", page)),
    scope("/admin", host<"api.shop.example">(), get("/", page)),
    scope("/blog", assign<"section", "blog">(), assign<"page", "outer">(), blog,
          get("/about", tell, assign<"section", "about">(), put_private<"kind", "static">(),
              metadata<"title", "About us">(), log_at(LogLevel::debug))),
    any("/any", page), match({Method::get, Method::post}, "/search", page), connect("/tunnel", page),
    trace("/trace", page), forward("/jobs", jobs), get("/jobs/about", page), get("/files-:name", tell));

constexpr auto path = anqa::paths<all>;

const Router& router() {
  static const Router made(all);
  return made;
}

std::string pattern_of(const Route& route) { return anqa::detail::RouteText(route).text; }

std::string routed(Method method, std::string_view to, std::string_view at = {}) {
  const auto found = find_route(router(), method, to, at);
  return found
             ? pattern_of(*found->route) + (found->params.empty() ? "" : " " + inspect(found->params.term()))
             : "none";
}

TEST(RouterHosts, GoBeforeRoutesForAll) {
  EXPECT_EQ(routed(Method::get, "/api/only_api"), "none");
  EXPECT_EQ(routed(Method::get, "/api/only_api", "shop.example"), "none");
  EXPECT_EQ(routed(Method::get, "/api/only_api", "api.shop.example:4000"), "GET /api/only_api");
  EXPECT_EQ(routed(Method::get, "/api/only_api", "API.example"), "GET /api/only_api");
  EXPECT_EQ(routed(Method::get, "/api/only_api", "api."), "none");
  EXPECT_EQ(find_route(router(), Method::get, "/api/v2/items", "api.x")->route->pipeline_count, 2);
  EXPECT_EQ(find_route(router(), Method::get, "/api/v2/items", "x")->route->pipeline_count, 0);
  EXPECT_EQ(routed(Method::get, "/admin", "api.shop.example"), "GET /admin");
  EXPECT_EQ(routed(Method::get, "/any", "api.shop.example"), "* /any");
}

TEST(RouterPrefixes, WinOverParametersAndLoseToLiterals) {
  EXPECT_EQ(routed(Method::get, "/api/v1/items", "api.x"), "GET /api/v1/items");
  EXPECT_EQ(routed(Method::get, "/api/v12/items", "api.x"),
            "GET /api/v:version/items %{\"version\" => \"12\"}");
  EXPECT_EQ(routed(Method::get, "/api/v/items", "api.x"), "GET /api/:any/items %{\"any\" => \"v\"}");
  EXPECT_EQ(routed(Method::get, "/api/w2/items", "api.x"), "GET /api/:any/items %{\"any\" => \"w2\"}");
  EXPECT_EQ(routed(Method::get, "/files-a%20b"), "GET /files-:name %{\"name\" => \"a b\"}");
  EXPECT_EQ(path("/files-{}", "a/b"), "/files-a%2Fb");
  EXPECT_EQ(path("/api/v{}/items", 3), "/api/v3/items");
}

TEST(RouterMethods, MayBeSeveralOrAll) {
  for (const auto method : {Method::get, Method::delete_, Method::trace, Method::connect}) {
    EXPECT_EQ(routed(method, "/any"), "* /any");
  }
  EXPECT_EQ(routed(Method::post, "/search"), "GET|POST /search");
  EXPECT_EQ(routed(Method::head, "/search"), "GET|POST /search");
  EXPECT_EQ(routed(Method::put, "/search"), "none");
  EXPECT_EQ(routed(Method::connect, "/tunnel"), "CONNECT /tunnel");
  EXPECT_EQ(routed(Method::trace, "/trace"), "TRACE /trace");
}

TEST(RouterResources, MayBeNestedAndRenamed) {
  std::vector<std::string> texts;
  for (const Route& route : blog.all()) texts.push_back(pattern_of(route) + " " + std::string(route.name));
  EXPECT_THAT(texts,
              ElementsAre("GET /posts index", "GET /posts/:id/edit edit", "GET /posts/:id show",
                          "GET /posts/:blog_post_id/comments index",
                          "GET /posts/:blog_post_id/comments/:id show", "GET /articles/:slug/edit edit",
                          "GET /articles/:slug show", "GET /articles/:article_slug/comments/:id show",
                          "GET /profile/edit edit", "GET /profile show", "PATCH /profile update",
                          "PUT /profile update", "GET /profile/photo "));
  EXPECT_TRUE(blog.all()[0].controller.ends_with("BlogPostController"));
}

PROCESS_TEST(RouterOptions, ReachThoseBehindTheRoute) {
  ConnTest client({.routes = all});
  EXPECT_EQ(text_response(co_await client.get("/blog/about"), 200), "%{} about static");
  EXPECT_EQ(text_response(co_await client.get("/blog/posts/7/comments/8"), 200),
            "%{\"blog_post_id\" => \"7\", \"id\" => \"8\"} blog -");
  const Route* about = find_route(router(), Method::get, "/blog/about")->route;
  EXPECT_FALSE(about->log.as_usual);
  EXPECT_EQ(about->log.level, LogLevel::debug);
}

PROCESS_TEST(RouterForward, GivesAPlugTheRestOfThePath) {
  ConnTest client({.routes = all});
  EXPECT_EQ(text_response(co_await client.get("/jobs"), 200), "GET /jobs then ");
  EXPECT_EQ(text_response(co_await client.delete_("/jobs/7/runs%2F"), 200), "DELETE /jobs then /7/runs/");
  EXPECT_EQ((co_await client.get("/jobs/about")).text(), "");
  EXPECT_EQ(text_response(co_await client.post("/jobs/about"), 200), "POST /jobs then /about");
  EXPECT_EQ(path("/jobs"), "/jobs");
  EXPECT_EQ(path("/jobs/{}/runs", 7), "/jobs/7/runs");
  EXPECT_EQ(path("/jobs/{}", "7/runs"), "/jobs/7/runs");
}

TEST(PathQuery, TakesParamsAsAWhole) {
  EXPECT_EQ(path("/search?{}", Params{{"q", "tea & milk"}, {"page", 2}}), "/search?page=2&q=tea+%26+milk");
  EXPECT_EQ(path("/search?{}", Params{}), "/search");
  EXPECT_EQ(path("/search?{}#top", Params{}), "/search#top");
  EXPECT_EQ(path("/search?{}&sort={}", Params{}, "name"), "/search?sort=name");
  EXPECT_EQ(path("/search?sort={}&{}", "name", Params{{"a", "b"}}), "/search?sort=name&a=b");
  EXPECT_EQ(path("/search?sort={}&{}#{}", "name", Params{}, "a b"), "/search?sort=name#a%20b");
  EXPECT_EQ(path("/search?sold={}&above={}", true, 1.5), "/search?sold=true&above=1.5");
}

TEST(PathSegments, AreNeverEmpty) {
  EXPECT_THROW(static_cast<void>(path("/files-{}", "")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(path("/jobs/{}", "")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(path("/jobs/{}/runs", "..")), std::invalid_argument);
}

}  // namespace
