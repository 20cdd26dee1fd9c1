#include "support/support.hpp"

#include <gmock/gmock.h>

#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"

using namespace shop;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

using support::Line, support::Room;

PROCESS_TEST(Support, ARoomRemembersWhatWasSaid) {
  ShopCase shop;
  co_await shop.ready();
  const auto room = co_await support::room("ada");
  EXPECT_EQ((co_await anqa::call(room, Room::Say{"Ada", "is it tea?"})).number, 1);
  co_await anqa::call(co_await support::room("ada"), Room::Say{"the shop", "it is"});
  EXPECT_THAT(co_await anqa::call(room, Room::History{}),
              ElementsAre(Field(&Line::text, "is it tea?"), Field(&Line::text, "it is")));
  EXPECT_THAT(co_await anqa::call(co_await support::room("bob"), Room::History{}), IsEmpty());
}

PROCESS_TEST(Support, ARoomKeepsTheLastLinesOnly) {
  ShopCase shop;
  co_await shop.ready();
  const auto room = co_await support::room("ada");
  for (std::size_t i = 0; i < support::lines_kept + 3; ++i)
    co_await anqa::call(room, Room::Say{"Ada", std::to_string(i)});
  const auto lines = co_await anqa::call(room, Room::History{});
  EXPECT_THAT(lines, SizeIs(support::lines_kept));
  EXPECT_EQ(lines.front().text, "3");
  EXPECT_EQ(lines.back().number, static_cast<std::int64_t>(support::lines_kept + 3));
}

PROCESS_TEST(Support, AQuietRoomEndsAndABrokenOneIsStartedAgain) {
  ShopCase shop;
  co_await shop.ready();
  const auto room = co_await support::room("ada");
  const anqa::Pid first = room.pid();
  anqa::exit(first, anqa::ExitReason::kill);
  co_await anqa::down(first);
  co_await anqa::call(co_await support::room("ada"), Room::Say{"Ada", "hello?"});
  const anqa::Pid second = room.pid();
  EXPECT_NE(first, second);
  co_await anqa::down(second);  // half an hour later
  EXPECT_FALSE(room.pid());
  EXPECT_THAT(co_await anqa::call(co_await support::room("ada"), Room::History{}), IsEmpty());
}

TEST(Support, RoomNamesAreWordsOfAUrl) {
  EXPECT_TRUE(support::is_room_name("ada-7_B"));
  for (const char* wrong : {"", "a b", "a:b", "ä", "a/b"})
    EXPECT_FALSE(support::is_room_name(wrong)) << wrong;
  EXPECT_FALSE(support::is_room_name(std::string(41, 'a')));
}

}  // namespace
