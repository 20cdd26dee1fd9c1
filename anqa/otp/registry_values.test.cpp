#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "anqa/otp/registry.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

struct Room {
  std::string title;
  int seats = 0;
  bool operator==(const Room&) const = default;
};
using Rooms = RegistryOf<Room>;
using Topics = DuplicateRegistryOf<int>;

struct Done {};

Task<void> joins_twice(Pid test) {
  Topics::register_key("topics", "news", 1);
  Topics::register_key("topics", "news", 2);
  Topics::register_key("topics", "sport", 3);
  send(test, Done{});
  co_await receive<Done>();
}

struct Point {
  int x;
  int y;
  bool operator==(const Point&) const = default;
};

class Doorbell : public GenServer {
 public:
  struct Ring {
    using Reply = int;
  };
  Doorbell() { Registry::register_key("rooms", "lobby"); }
  int handle_call(const Ring&) { return ++rings_; }

 private:
  int rings_ = 0;
};

Task<void> waits_for_lock(Pid test, int number) {
  auto held = co_await Registry::lock("rooms", "lobby");
  send(test, number);
  co_await receive<Done>();
}

}  // namespace

PROCESS_TEST(Registry, KeepsAValueWithEachKey) {
  start_link<Rooms>({.name = "rooms"});
  EXPECT_TRUE(Rooms::register_key("rooms", "lobby", {"Lobby", 10}));
  EXPECT_FALSE(Rooms::register_key("rooms", "lobby", {"Lounge", 20}));
  auto lobby = Rooms::lookup("rooms", "lobby");
  EXPECT_TRUE(lobby && lobby->pid == self() && lobby->value == (Room{"Lobby", 10}));
  EXPECT_EQ(Rooms::lookup("rooms", "cellar"), std::nullopt);
  auto changed = Rooms::update_value("rooms", "lobby", [](Room room) {
    room.seats += 1;
    return room;
  });
  EXPECT_EQ(changed->seats, 11);
  EXPECT_EQ(Rooms::values("rooms", "lobby", self()), (std::vector{Room{"Lobby", 11}}));
  EXPECT_EQ(Rooms::whereis("rooms", "lobby"), self());
  co_return;
}

PROCESS_TEST(Registry, ADuplicateKeyHasAnyNumberOfOwners) {
  start_link<Topics>({.name = "topics"});
  Pid other = spawn(&joins_twice, self());
  co_await receive<Done>();
  Topics::register_key("topics", "news", 4);
  EXPECT_EQ(Topics::lookup("topics", "news"),
            (std::vector<Topics::Entry>{{other, 1}, {other, 2}, {self(), 4}}));
  EXPECT_EQ(Topics::keys("topics", other), (std::vector<std::string>{"news", "sport"}));
  EXPECT_EQ(Topics::count("topics"), 4U);
  int sum = 0;
  Topics::dispatch("topics", "news", [&](const std::vector<Topics::Entry>& entries) {
    for (const auto& entry : entries) sum += entry.value;
  });
  EXPECT_EQ(sum, 7);
  monitor(other);
  exit(other, ExitReason::kill);
  co_await receive<Down>();
  EXPECT_EQ(Topics::lookup("topics", "news"), (std::vector<Topics::Entry>{{self(), 4}}));
  EXPECT_EQ(Topics::keys("topics", other), std::vector<std::string>{});
}

PROCESS_TEST(Registry, DispatchesInParallel) {
  start_link<Topics>({.name = "topics"});
  for (int i = 1; i <= 9; ++i) Topics::register_key("topics", "news", i);
  co_await Topics::dispatch_parallel("topics", "news", [](const std::vector<Topics::Entry>& entries) {
    for (const auto& entry : entries) send(entry.pid, entry.value);
  });
  int sum = 0;
  for (int i = 1; i <= 9; ++i) sum += (co_await receive<int>(0s)).value_or(0);
  EXPECT_EQ(sum, 45);
  co_await Topics::dispatch_parallel("topics", "sport",
                                     [](const std::vector<Topics::Entry>&) { ADD_FAILURE(); });
}

PROCESS_TEST(Registry, SelectsByAPredicate) {
  start_link<Rooms>({.name = "rooms"});
  for (int i = 0; i < 40; ++i) Rooms::register_key("rooms", std::to_string(i), {"", i});
  auto large = [](const std::string&, Pid, const Room& room) { return room.seats >= 30; };
  EXPECT_EQ(Rooms::count_select("rooms", large), 10U);
  std::set<std::string> keys;
  for (const Rooms::Row& row : Rooms::select("rooms", large)) keys.insert(row.key);
  EXPECT_TRUE(keys.size() == 10 && keys.contains("30") && keys.contains("39"));
  EXPECT_EQ(Rooms::unregister_match("rooms", "39", [](const Room& room) { return room.seats < 5; }), 0U);
  EXPECT_EQ(Rooms::unregister_match("rooms", "39", [](const Room& room) { return room.seats > 5; }), 1U);
  EXPECT_EQ(Rooms::count("rooms"), 39U);
  co_return;
}

PROCESS_TEST(Registry, KeysMayBePlainStructs) {
  using Tiles = RegistryOf<void, Point>;
  start_link<Tiles>({.name = "tiles"});
  EXPECT_TRUE(Tiles::register_key("tiles", {1, 2}));
  EXPECT_EQ(Tiles::lookup("tiles", {1, 2}), self());
  EXPECT_FALSE(Tiles::lookup("tiles", {2, 1}));
  co_return;
}

PROCESS_TEST(Registry, ListenersAreTold) {
  start_link<Rooms>({.name = "rooms", .listeners = {"lister"}});
  register_name("lister");
  Pid owner = spawn([]() -> Task<void> {
    Rooms::register_key("rooms", "lobby", {"Lobby", 10});
    co_await receive<Done>();
  });
  auto came = co_await receive<KeyRegistered<std::string, Room>>();
  EXPECT_TRUE(came->registry == "rooms" && came->key == "lobby" && came->pid == owner &&
              came->value.seats == 10);
  exit(owner, ExitReason::kill);
  auto went = co_await receive<KeyUnregistered<>>();
  EXPECT_TRUE(went->registry == "rooms" && went->key == "lobby" && went->pid == owner);
}

PROCESS_TEST(Registry, HasMeta) {
  start_link<Registry>({.name = "rooms"});
  EXPECT_EQ(Registry::meta<int>("rooms", "limit"), std::nullopt);
  Registry::put_meta("rooms", "limit", 5);
  Registry::put_meta("rooms", "limit", 6);
  EXPECT_EQ(Registry::meta<int>("rooms", "limit"), 6);
  try {
    Registry::meta<std::string>("rooms", "limit");
    ADD_FAILURE() << "read an int as a string";
  } catch (const std::invalid_argument& error) {
    EXPECT_TRUE(
        std::string_view(error.what()).starts_with("the registry's meta \"limit\" is of type int, not "));
  }
  EXPECT_TRUE(Registry::delete_meta("rooms", "limit"));
  EXPECT_FALSE(Registry::delete_meta("rooms", "limit"));
  co_return;
}

PROCESS_TEST(Registry, ALockIsHeldByOneAtATimeAndGoesWithItsHolder) {
  start_link<Registry>({.name = "rooms"});
  Pid first = spawn(&waits_for_lock, self(), 1);
  EXPECT_EQ(co_await receive<int>(), 1);
  Pid second = spawn(&waits_for_lock, self(), 2);
  Pid third = spawn(&waits_for_lock, self(), 3);
  EXPECT_EQ(co_await receive<int>(1s), std::nullopt);
  exit(second, ExitReason::kill);  // while it waits
  co_await down(second);
  exit(first, ExitReason::kill);  // while it holds
  EXPECT_EQ(co_await receive<int>(), 3);
  send(third, Done{});
  co_await down(third);
  auto held = co_await Registry::lock("rooms", "lobby");
  auto other = co_await Registry::lock("rooms", "cellar");
}

PROCESS_TEST(Registry, WhoGaveUpWaitingForALockIsForgotten) {
  auto registry = start<Registry>(Registry::Options{.name = "rooms"});
  auto waiting = [&] { return run_inside(registry, [](Registry& its) { return its.waiting(); }); };
  auto held = co_await Registry::lock("rooms", "lobby");
  Pid waits = spawn(&waits_for_lock, self(), 1);
  EXPECT_EQ(co_await receive<int>(1s), std::nullopt);
  EXPECT_EQ(co_await waiting(), 1U);
  exit(waits, ExitReason::kill);
  co_await down(waits);
  EXPECT_EQ(co_await waiting(), 0U);
  for (int i = 0; i < 3; ++i) EXPECT_THROW(co_await Registry::lock("rooms", "lobby", 10ms), CallError);
  EXPECT_EQ(co_await waiting(), 0U);
  held.release();
  held = co_await Registry::lock("rooms", "lobby");
}

PROCESS_TEST(Registry, ARegistryThatWasStartedAgainHasItsNewListeners) {
  auto registry = start<Registry>(Registry::Options{.name = "rooms", .listeners = {"before"}});
  register_name("after");
  Registry::register_key("rooms", "lobby");
  exit(registry.pid(), ExitReason::kill);
  co_await down(registry.pid());
  start_link<Registry>({.name = "rooms", .listeners = {"after"}});
  Registry::unregister("rooms", "lobby");
  auto went = co_await receive<KeyUnregistered<>>(1s);
  EXPECT_TRUE(went && went->key == "lobby" && went->pid == self());
  co_return;
}

PROCESS_TEST(Registry, ARegistryThatWasStartedAgainHasItsEntries) {
  auto registry = start<Registry>(Registry::Options{.name = "rooms"});
  const Registry::Ref rooms("rooms");
  Registry::register_key("rooms", "lobby");
  exit(registry.pid(), ExitReason::kill);
  co_await down(registry.pid());
  EXPECT_THROW(Registry::lookup("rooms", "lobby"), std::invalid_argument);
  EXPECT_THROW(rooms.lookup("lobby"), std::invalid_argument);
  start_link<Registry>({.name = "rooms"});
  EXPECT_EQ(Registry::lookup("rooms", "lobby"), self());
  EXPECT_EQ(rooms.lookup("lobby"), self());
}

PROCESS_TEST(Registry, AServerIsCalledByItsViaName) {
  start_link<Registry>({.name = "rooms"});
  const Server<Doorbell> lobby{Registry::via("rooms", "lobby")};
  EXPECT_EQ((co_await try_call(lobby, Doorbell::Ring{})).error().kind(), ExitReason::noproc);
  for (int ring : {1, 1}) {  // another one each time
    auto doorbell = start<Doorbell>();
    EXPECT_EQ(co_await call(lobby, Doorbell::Ring{}), ring);
    exit(doorbell.pid(), ExitReason::kill);
    co_await down(doorbell.pid());
  }
}

PROCESS_TEST(Registry, AViaNameIsLookedUpAtEachUse) {
  start_link<Registry>({.name = "rooms"});
  Via lobby = Registry::via("rooms", "lobby");
  EXPECT_EQ(lobby.text(), "\"lobby\" in Registry \"rooms\"");
  EXPECT_FALSE(lobby.whereis());
  EXPECT_TRUE(lobby.register_self());
  EXPECT_FALSE(lobby.register_self());
  EXPECT_EQ(lobby.whereis(), self());
  co_return;
}

namespace {

Task<void> comes_and_goes(int number, Pid test) {
  for (int round = 0; round < 200; ++round) {
    Registry::register_key("rooms", std::to_string(number % 7));
    Registry::register_key("rooms", "own:" + std::to_string(number));
    co_await yield();
    if (Registry::lookup("rooms", "own:" + std::to_string(number)) != self())
      ADD_FAILURE() << "lost " << number;
    Registry::unregister("rooms", std::to_string(number % 7));
    Registry::unregister("rooms", "own:" + std::to_string(number));
  }
  send(test, Done{});
}

}  // namespace

TEST(RegistryThreads, LookUpsAndChangesAtOnce) {
  System system;
  system.run([]() -> Task<void> {
    start_link<Registry>({.name = "rooms"});
    Registry::register_key("rooms", "here");
    std::atomic<bool> done{false};
    std::thread reader([&done, me = self()] {
      const Registry::Ref rooms("rooms");
      while (!done) {
        if (rooms.lookup("here") != me || Registry::lookup("rooms", "here") != me) ADD_FAILURE();
        static_cast<void>(rooms.lookup("3"));
      }
    });
    for (int i = 0; i < 20; ++i) spawn(&comes_and_goes, i, self());
    for (int i = 0; i < 20; ++i) co_await receive<Done>();
    done = true;
    reader.join();
    EXPECT_EQ(Registry::count("rooms"), 1U);
    EXPECT_EQ(Registry::keys("rooms", self()), std::vector<std::string>{"here"});
  });
}
