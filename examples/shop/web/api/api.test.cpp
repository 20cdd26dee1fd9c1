#include <gmock/gmock.h>

#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "orders/orders.hpp"
#include "shop_case.hpp"
#include "web/router.hpp"

using namespace shop;
using anqa::json_response, anqa::Params, anqa::Term;
using anqa::http::Method;
using ::testing::HasSubstr;

namespace {

Term order_of(std::int64_t product_id, const char* token = "0123456789abcdef") {
  return Term::map({{"token", token},
                    {"name", "Ada"},
                    {"email", "ada@example.org"},
                    {"address", "12 Crescent, Bath"},
                    {"lines", Term::list({Term::map({{"product_id", product_id}, {"quantity", 2}})})}});
}

PROCESS_TEST(Api, ListsAndShowsProducts) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A", 500);
  shop.product("B", 900);
  anqa::ConnTest client({.routes = routes.all()});
  client.put_req_header("accept", "application/json");

  const Params all(json_response(co_await client.get("/api/products"), 200));
  EXPECT_EQ(all.get<int>("total"), 2);
  EXPECT_EQ(all["data"].size(), 2U);
  EXPECT_EQ(Params(json_response(co_await client.get("/api/products", {{"limit", 1}}), 200))["data"].size(),
            1U);
  const Params one(json_response(co_await client.get(path("/api/products/{}", tea.id)), 200));
  EXPECT_EQ(one["data"].get("sku"), "A");
  EXPECT_EQ(one["data"].get<int>("price_cents"), 500);

  EXPECT_EQ((co_await client.get("/api/products/999")).status, 404);
  EXPECT_EQ((co_await client.get("/api/products/tea")).status, 404);
  EXPECT_EQ((co_await client.get("/api/products", {{"limit", "many"}})).status, 400);
}

PROCESS_TEST(Api, PlacesAnOrderOnce) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A", 500);
  anqa::ConnTest client({.routes = routes.all()});
  const Params first(
      json_response(co_await client.dispatch_json(Method::post, "/api/orders", order_of(tea.id)), 201));
  EXPECT_EQ(first["data"].get<int>("total_cents"), 1000);
  const Params again(
      json_response(co_await client.dispatch_json(Method::post, "/api/orders", order_of(tea.id)), 201));
  EXPECT_EQ(again["data"].get<int>("id"), first["data"].get<int>("id"));
  EXPECT_EQ(co_await orders::count(), 1);
}

PROCESS_TEST(Api, SaysWhatIsWrongWithAnOrder) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A");
  anqa::ConnTest client({.routes = routes.all()});
  Term wrong = order_of(tea.id);
  wrong.set(Term("email"), Term("nobody"));
  const Params form(json_response(co_await client.dispatch_json(Method::post, "/api/orders", wrong), 422));
  EXPECT_EQ(form["errors"]["email"].at(0).text(), "must be an e-mail address");
  const Params lines(
      json_response(co_await client.dispatch_json(Method::post, "/api/orders", order_of(999)), 422));
  EXPECT_THAT(lines["errors"]["lines"].at(0).text().value_or(""), HasSubstr("number 1"));
  const Params token(json_response(
      co_await client.dispatch_json(Method::post, "/api/orders", order_of(tea.id, "short")), 422));
  EXPECT_TRUE(token["errors"].has("token"));
  EXPECT_EQ(co_await orders::count(), 0);
}

}  // namespace
