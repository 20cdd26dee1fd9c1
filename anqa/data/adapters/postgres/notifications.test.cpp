#include "anqa/data/adapters/postgres/notifications.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

struct Heard {
  std::string payload;
};

Task<void> relay(Server<PostgresNotifications> notifications, Pid to) {
  co_await listen(notifications, "teas");
  send(to, Heard{"listening"});
  for (;;) send(to, Heard{(co_await receive<PostgresNotification>())->payload});
}

/// What a transaction says, and whether it is committed.
void say(BlockingRepo repo, const std::string& payload, bool commit = true) {
  repo.transaction([&](BlockingRepo& tx) -> result<int, int> {
    notify(tx, "teas", payload);
    if (!commit) return std::unexpected(0);
    return 0;
  });
}

struct Place {
  std::string url = detail::PostgresCluster::shared().new_database();
  std::shared_ptr<Database> database = open_postgres({.url = url});
  BlockingRepo repo{database};
  PostgresNotifications::Options options() const {
    return {.postgres = {.url = url, .backoff_min = std::chrono::milliseconds(5)}};
  }
};

TEST(PostgresNotifications, ReachAllWhoListenWhenTheyAreCommitted) {
  System system;
  system.run([]() -> Task<void> {
    Place place;
    auto notifications = start_link<PostgresNotifications>(place.options());
    co_await listen(notifications, "teas");
    const Pid other = spawn(relay, notifications, self());
    EXPECT_EQ((co_await receive<Heard>())->payload, "listening");
    say(place.repo, "never said", false);
    say(place.repo, "Assam");
    auto heard = co_await receive<PostgresNotification>();
    EXPECT_EQ(heard->channel, "teas");
    EXPECT_EQ(heard->payload, "Assam");
    EXPECT_EQ((co_await receive<Heard>())->payload, "Assam");
    // One that has ended is forgotten, the others are not.
    exit(other, ExitReason::kill);
    co_await down(other);
    say(place.repo, "Darjeeling \"'\n");
    heard = co_await receive<PostgresNotification>();
    EXPECT_EQ(heard->payload, "Darjeeling \"'\n");
    co_await unlisten(notifications, "teas");
    co_await listen(notifications, "Other \"channel\"");
    say(place.repo, "to nobody");
    place.repo.transaction([](BlockingRepo& tx) { notify(tx, "Other \"channel\"", "to somebody"); });
    heard = co_await receive<PostgresNotification>();
    EXPECT_EQ(heard->payload, "to somebody");
  });
}

TEST(PostgresNotifications, ALostConnectionIsMadeAgainAndTold) {
  const LogCapture quiet;
  System system;
  system.run([]() -> Task<void> {
    Place place;
    auto notifications = start_link<PostgresNotifications>(place.options());
    co_await listen(notifications, "teas");
    for (int i = 0; i < 3; ++i) {
      place.repo.transaction([](BlockingRepo& tx) {
        tx.connection().query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "pid <> pg_backend_pid()");
      });
      EXPECT_EQ((co_await receive<ListeningAgain>())->channel, "teas");
      say(place.repo, "again");
      EXPECT_EQ((co_await receive<PostgresNotification>())->payload, "again");
    }
  });
}

TEST(PostgresNotifications, AChannelHasAName) {
  System system;
  system.run([]() -> Task<void> {
    Place place;
    auto notifications = start_link<PostgresNotifications>(place.options());
    for (const auto& name : {std::string(), std::string(64, 'x'), std::string("a\0b", 3)}) {
      bool refused = false;
      try {
        co_await listen(notifications, name);
      } catch (const DatabaseError& error) {
        refused = true;
        EXPECT_THAT(error.what(), HasSubstr("a channel's name has 1 to 63 bytes"));
      }
      EXPECT_TRUE(refused);
    }
  });
}

}  // namespace
}  // namespace anqa
