#include "web/support_channel.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/channel_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_socket.hpp"

using namespace shop;
using anqa::ChannelTest, anqa::Params, anqa::Term;
using ::testing::HasSubstr;

namespace {

PROCESS_TEST(SupportChannel, EverybodyInTheRoomSeesWhatIsSaid) {
  ShopCase shop;
  co_await shop.ready();
  auto ada = ChannelTest::socket<ShopSocket>({.visitor = "ada"});
  auto staff = ChannelTest::socket<ShopSocket>({.visitor = "staff", .login = "t", .name = "Grace"});
  const auto joined = co_await ada.subscribe_and_join("support:room-1", Term::map({{"author", "Ada"}}));
  EXPECT_TRUE(joined);
  EXPECT_TRUE(co_await staff.subscribe_and_join("support:room-1"));
  co_await ada.assert_reply(ada.push("say", {{"text", "is it tea?"}}), "ok");
  co_await staff.assert_broadcast("line",
                                  Term::map({{"number", 1}, {"author", "Ada"}, {"text", "is it tea?"}}));
  // Who has logged in speaks under his own name, whatever his page says.
  co_await staff.assert_reply(staff.push("say", {{"text", "it is"}}), "ok");
  co_await ada.assert_broadcast("line", Term::map({{"number", 2}, {"author", "Grace"}, {"text", "it is"}}));
  auto late = ChannelTest::socket<ShopSocket>({.visitor = "late"});
  const auto seen = co_await late.subscribe_and_join("support:room-1");
  EXPECT_EQ(Params(seen.value())["lines"].size(), 2U);
}

PROCESS_TEST(SupportChannel, RefusesWhatIsNoRoomAndNoMessage) {
  ShopCase shop;
  co_await shop.ready();
  auto client = ChannelTest::socket<ShopSocket>({.visitor = "ada"});
  EXPECT_FALSE(co_await client.subscribe_and_join("support:no such room"));
  EXPECT_TRUE(co_await client.subscribe_and_join("support:room-2"));
  co_await client.assert_reply(client.push("say", {{"text", ""}}), "error");
  co_await client.assert_reply(client.push("say", {{"text", std::string(501, 'x')}}), "error");
  co_await client.assert_reply(client.push("say"), "error");
}

PROCESS_TEST(SupportChannel, OpensForVisitorsOfTheShopOnly) {
  ShopCase shop;
  co_await shop.ready();
  EXPECT_FALSE(co_await ChannelTest::connect<ShopSocket>());
}

}  // namespace
