#include "anqa/otp/registry.hpp"

#include <stdexcept>

#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

/// Holds a key until told to go.
Task<void> holder(std::string key, Pid test) {
  send(test, Registry::register_key("rooms", key));
  co_await receive<int>();
}

}  // namespace

PROCESS_TEST(Registry, AKeyHasOneOwnerAtATime) {
  start_link<Registry>({.name = "rooms"});
  Pid first = spawn_link(&holder, std::string("lobby"), self());
  EXPECT_TRUE(*co_await receive<bool>());
  spawn_link(&holder, std::string("lobby"), self());
  EXPECT_FALSE(*co_await receive<bool>());
  EXPECT_EQ(Registry::lookup("rooms", "lobby"), first);
  EXPECT_EQ(Registry::keys("rooms", first), std::vector<std::string>{"lobby"});
}

PROCESS_TEST(Registry, AKeyIsFreeBeforeAnybodyIsToldThatItsOwnerEnded) {
  start_link<Registry>({.name = "rooms"});
  Pid first = spawn_link(&holder, std::string("lobby"), self());
  EXPECT_TRUE(*co_await receive<bool>());
  monitor(first);
  send(first, 1);
  EXPECT_EQ((co_await receive<Down>())->reason.kind(), ExitReason::normal);
  EXPECT_FALSE(Registry::lookup("rooms", "lobby"));
  EXPECT_EQ(Registry::count("rooms"), 0U);
}

PROCESS_TEST(Registry, OnlyTheOwnerUnregisters) {
  start_link<Registry>({.name = "rooms"});
  EXPECT_TRUE(Registry::register_key("rooms", "mine"));
  spawn_link(
      [](Pid test) -> Task<void> {
        send(test, Registry::unregister("rooms", "mine"));
        co_return;
      },
      self());
  EXPECT_FALSE(*co_await receive<bool>());
  EXPECT_TRUE(Registry::unregister("rooms", "mine"));
  EXPECT_FALSE(Registry::lookup("rooms", "mine"));
}

PROCESS_TEST(Registry, ARegistryThatIsNotRunningIsNamed) {
  try {
    Registry::lookup("halls", "a");
    ADD_FAILURE() << "found a registry that nobody started";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "no Registry \"halls\" is running; start it as child<Registry>({.name = \"halls\"})");
  }
  co_return;
}
