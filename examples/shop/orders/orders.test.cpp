#include "orders/orders.hpp"

#include <gmock/gmock.h>

#include "accounts/accounts.hpp"
#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/term/params.hpp"
#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"

using namespace shop;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

namespace {

const anqa::Params form{{"name", "Ada"}, {"email", "Ada@Example.org"}, {"address", "12 Crescent, Bath"}};

anqa::Changeset<Order> order(std::string token, const anqa::Params& params = form) {
  return orders::changeset(Order{.token = std::move(token)}, params);
}

struct Done {
  std::int64_t id;  // 0 where it was refused
};

anqa::Task<void> place_and_tell(std::string token, anqa::Pid to) {
  const auto placed = co_await orders::place(order(std::move(token)), "visitor");
  send(to, Done{placed ? placed->id : 0});
}

anqa::Task<void> place_for_and_tell(std::string visitor, anqa::Pid to) {
  const auto placed = co_await orders::place(order(visitor), visitor);
  send(to, Done{placed ? placed->id : 0});
}

PROCESS_TEST(OrderForm, SaysWhatIsWrongBesideEachField) {
  const auto changeset = order("t", {{"name", "A"}, {"email", "ada at example"}, {"address", " "}});
  EXPECT_THAT(changeset.errors_on("name"), ElementsAre("should be at least 2 character(s)"));
  EXPECT_THAT(changeset.errors_on("email"), ElementsAre("must be an e-mail address"));
  EXPECT_THAT(changeset.errors_on("address"), ElementsAre("can't be blank"));
  EXPECT_TRUE(order("t").valid());
  co_return;
}

PROCESS_TEST(Cart, CountsAndForgets) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A", 500);
  const auto cup = shop.product("B", 900);
  EXPECT_TRUE(co_await orders::add_to_cart("v", tea.id, 2));
  EXPECT_TRUE(co_await orders::add_to_cart("v", cup.id, 1));
  EXPECT_FALSE(co_await orders::add_to_cart("v", 999, 1));
  EXPECT_EQ(co_await orders::cart_size("v"), 3);
  EXPECT_EQ(co_await orders::cart_size("somebody else"), 0);
  auto cart = co_await orders::cart("v");
  EXPECT_EQ(cart.total_cents(), 1900);
  co_await orders::add_to_cart("v", tea.id, 1'000'000);
  co_await orders::add_to_cart("v", cup.id, -5);
  cart = co_await orders::cart("v");
  EXPECT_THAT(cart.lines, SizeIs(1));
  EXPECT_EQ(cart.items(), orders::max_quantity);
}

PROCESS_TEST(Orders, AreStoredWithTheirLinesAndEmptyTheCart) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A", 500);
  co_await orders::add_to_cart("v", tea.id, 3);
  const auto placed = co_await orders::place(order("t"), "v");
  EXPECT_TRUE(placed.has_value());
  EXPECT_EQ(placed->total_cents, 1500);
  EXPECT_EQ(placed->items, 3);
  const auto lines = co_await orders::lines(placed->id);
  EXPECT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].product_name, tea.name);
  EXPECT_EQ(co_await orders::cart_size("v"), 0);
  const auto customer = co_await repo.get<Customer>(placed->customer_id);
  EXPECT_EQ(customer->email, "ada@example.org");
}

PROCESS_TEST(Orders, TheSameFormIsOneOrderHoweverOftenItIsSent) {
  ShopCase shop;
  co_await shop.ready();
  co_await orders::add_to_cart("visitor", shop.product("A").id, 1);
  for (int i = 0; i < 4; ++i) anqa::spawn(place_and_tell, std::string("same"), anqa::self());
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 4; ++i) ids.push_back((co_await anqa::receive<Done>())->id);
  EXPECT_NE(ids[0], 0);
  EXPECT_THAT(ids, Each(ids[0]));
  EXPECT_EQ(co_await orders::count(), 1);
}

PROCESS_TEST(Orders, AKilledProcessLeavesAWholeOrderOrNone) {
  ShopCase shop({.limit = 1000});
  co_await shop.ready();
  for (int step = 0; step < 8; ++step) {
    co_await orders::add_to_cart("visitor", shop.product(std::to_string(step)).id, 1);
    const auto placing = anqa::spawn(place_and_tell, std::to_string(step), anqa::self());
    for (int i = 0; i < step; ++i) co_await anqa::yield();
    exit(placing, anqa::ExitReason::kill);
    co_await anqa::down(placing);
    for (const auto& placed : co_await orders::recent(100)) {
      int items = 0;
      for (const auto& line : co_await orders::lines(placed.id)) items += line.quantity;
      EXPECT_EQ(items, placed.items);
    }
  }
}

PROCESS_TEST(Orders, NothingIsStoredForAnEmptyCartOrAFormWithErrors) {
  ShopCase shop;
  co_await shop.ready();
  const auto empty = co_await orders::place(order("t"), "v");
  EXPECT_THAT(empty.error().errors_on("token"), ElementsAre("your cart is empty"));
  co_await orders::add_to_cart("v", shop.product("A").id, 1);
  EXPECT_FALSE((co_await orders::place(order("t", {{"name", "Ada"}}), "v")).has_value());
  EXPECT_EQ(co_await orders::count(), 0);
  EXPECT_EQ(co_await repo.count(anqa::from<Customer>()), 0);
}

PROCESS_TEST(Orders, ReserveWhatTheyAreOf) {
  ShopCase shop({.limit = 1000});
  co_await shop.ready();
  const auto tea = shop.product("A", 500, 3);
  const auto cup = shop.product("B", 900, 10);
  co_await orders::add_to_cart("v", cup.id, 4);
  co_await orders::add_to_cart("v", tea.id, 2);
  EXPECT_TRUE((co_await orders::place(order("1"), "v")).has_value());
  EXPECT_EQ((co_await repo.get<Product>(tea.id))->stock, 1);
  EXPECT_EQ((co_await repo.get<Product>(cup.id))->stock, 6);
  // Nothing of an order is kept that cannot be fulfilled as a whole.
  co_await orders::add_to_cart("v", cup.id, 1);
  co_await orders::add_to_cart("v", tea.id, 2);
  const auto late = co_await orders::place(order("2"), "v");
  EXPECT_THAT(late.error().errors_on("token"), ElementsAre("there is not enough Tea A left"));
  EXPECT_EQ((co_await repo.get<Product>(tea.id))->stock, 1);
  EXPECT_EQ((co_await repo.get<Product>(cup.id))->stock, 6);
  EXPECT_EQ(co_await orders::cart_size("v"), 3);
  EXPECT_EQ(co_await orders::count(), 1);
}

PROCESS_TEST(Orders, OfManyWhoWantTheLastOneOneGetsIt) {
  ShopCase shop({.limit = 1000});
  co_await shop.ready();
  const auto tea = shop.product("A", 500, 2);
  for (int i = 0; i < 5; ++i) {
    const auto visitor = std::to_string(i);
    co_await orders::add_to_cart(visitor, tea.id, 1);
    anqa::spawn(place_for_and_tell, visitor, anqa::self());
  }
  int placed = 0;
  for (int i = 0; i < 5; ++i) placed += (co_await anqa::receive<Done>())->id != 0;
  EXPECT_EQ(placed, 2);
  EXPECT_EQ((co_await repo.get<Product>(tea.id))->stock, 0);
}

PROCESS_TEST(Orders, BelongTogetherWithTheirLinesAndCustomers) {
  ShopCase shop;
  co_await shop.ready();
  co_await orders::add_to_cart("v", shop.product("A").id, 2);
  const auto placed = co_await orders::place(order("t"), "v");
  EXPECT_THAT(*placed->lines, SizeIs(1));
  const auto found = co_await repo.one(
      anqa::from<Order>().preload<&Order::customer>().preload<&Order::lines, &OrderLine::product>());
  EXPECT_EQ(found->customer->email, "ada@example.org");
  EXPECT_EQ(found->lines[0].product->sku, "A");
}

PROCESS_TEST(Orders, AreLimitedForEachVisitor) {
  ShopCase shop({.limit = 2});
  co_await shop.ready();
  const auto tea = shop.product("A");
  for (const std::string token : {"1", "2", "3"}) {
    co_await orders::add_to_cart("v", tea.id, 1);
    const auto placed = co_await orders::place(order(token), "v");
    EXPECT_EQ(placed.has_value(), token != "3");
    if (!placed) EXPECT_THAT(placed.error().errors_on("token"), SizeIs(1));
  }
  EXPECT_EQ(co_await orders::cart_size("v"), 1);
  co_await orders::add_to_cart("w", tea.id, 1);
  EXPECT_TRUE((co_await orders::place(order("4"), "w")).has_value());
}

class Watcher : public anqa::GenServer {
 public:
  explicit Watcher(anqa::Pid tell) : tell_(tell) {
    anqa::subscribe<orders::OrderPlaced>(*this, orders::topic);
  }
  void handle_info(const orders::OrderPlaced& placed) { send(tell_, Done{placed.order.id}); }

 private:
  anqa::Pid tell_;
};

PROCESS_TEST(Orders, AreAnnouncedOnceStored) {
  ShopCase shop;
  co_await shop.ready();
  anqa::start_link<Watcher>(anqa::self());
  co_await orders::add_to_cart("v", shop.product("A").id, 1);
  const auto placed = co_await orders::place(order("t"), "v");
  co_await orders::place(order("t"), "v");
  EXPECT_EQ((co_await anqa::receive<Done>())->id, placed->id);
  EXPECT_FALSE((co_await anqa::receive<Done>(std::chrono::seconds(1))).has_value());
}

PROCESS_TEST(Accounts, OneAddressIsOneCustomer) {
  ShopCase shop;
  co_await shop.ready();
  auto blocking = repo.blocking();
  const auto first = accounts::find_or_create(blocking, "Ada@Example.org", "Ada");
  const auto again = accounts::find_or_create(blocking, "ADA@example.org", "Ada L.");
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(again.name, "Ada L.");
  EXPECT_NE(accounts::new_visitor_id(), accounts::new_visitor_id());
  co_return;
}

}  // namespace
