// A connection that is cut at each message of the protocol, in turn: what was acknowledged is stored, what
// was not is stored as a whole or not at all, nothing hangs, and the next caller is served.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/internal/postgres_proxy.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  int round = 0;
};

const std::vector<Migration> migrations = {{1, "teas", [](MigrationSteps& db) {
                                              db.create_table("teas")
                                                  .add("name", ColumnType::string, {.null = false})
                                                  .add("round", ColumnType::integer, {.null = false});
                                              db.unique_index("teas", {"name", "round"});
                                            }}};

class PostgresCut : public ::testing::Test {
 protected:
  PostgresCut() { migrate(*direct, migrations); }

  PostgresOptions through_proxy(int pipelines) const {
    return {.url = proxy.url(url.substr(url.rfind('=') + 1)),
            .pool_size = 1,
            .pipelines = pipelines,
            .queue_timeout = std::chrono::seconds(60),
            .backoff_min = std::chrono::milliseconds(1),
            .backoff_max = std::chrono::milliseconds(10)};
  }
  std::int64_t stored(int round) {
    return BlockingRepo(*direct).count(from<Tea>().where(field<&Tea::round> == round));
  }

  LogCapture quiet;
  std::string url = detail::PostgresCluster::shared().new_database();
  std::unique_ptr<Database> direct = open_postgres({.url = url});
  detail::PostgresProxy proxy{detail::PostgresCluster::shared().folder()};
};

Changeset<Tea> tea(std::string name, int round) {
  return change(Tea{.name = std::move(name), .round = round}).unique_constraint<&Tea::name, &Tea::round>();
}

/// Two rows, and between them one that is refused, so that there is a savepoint, and rows that are streamed.
void store(BlockingRepo& repo, int round) {
  repo.transaction([round](BlockingRepo& tx) {
    tx.insert(tea("Assam", round)).value();
    EXPECT_FALSE(tx.insert(tea("Assam", round)).has_value());
    for (const Tea& each : tx.stream(from<Tea>().where(field<&Tea::round> == round))) {
      EXPECT_EQ(each.name, "Assam");
    }
    tx.insert(tea("Ceylon", round)).value();
  });
}

TEST_F(PostgresCut, AtEachMessageOfATransaction) {
  const auto database = open_postgres(through_proxy(0));
  BlockingRepo repo(*database);
  int cuts = 0;
  for (int round = 1;; ++round) {
    // A new connection each time, so that also its making is cut.
    proxy.cut_after(round);
    bool acknowledged = false;
    try {
      const auto fresh = open_postgres(through_proxy(0));
      BlockingRepo fresh_repo(*fresh);
      store(fresh_repo, round);
      acknowledged = true;
    } catch (const ConnectionError&) {
    }
    const bool cut = proxy.has_cut();
    proxy.never_cut();
    EXPECT_EQ(acknowledged || cut, true);
    if (acknowledged) {
      EXPECT_EQ(stored(round), 2);
    } else {
      // The commit may have been done although its answer did not arrive.
      EXPECT_THAT(stored(round), ::testing::AnyOf(0, 2)) << "cut after message " << round;
    }
    if (!cut) break;
    ++cuts;
  }
  EXPECT_GT(cuts, 30);

  // The same pool, cut in the middle of its work, serves the next.
  for (int message = 1; message <= 25; ++message) {
    const int round = 1000 + message;
    proxy.cut_after(message);
    try {
      store(repo, round);
    } catch (const ConnectionError&) {
    }
    proxy.never_cut();
    store(repo, 2000 + message);
    EXPECT_EQ(stored(2000 + message), 2);
  }
}

/// What a pipeline reads is right whether or not it is cut: the pool takes over.
TEST_F(PostgresCut, AtEachMessageOfAPipeline) {
  BlockingRepo(*direct).insert(tea("Assam", 1)).value();
  System system;
  system.run(
      [](PostgresOptions options, detail::PostgresProxy* proxy) -> Task<void> {
        Repo repo("test");
        auto supervisor = start_link<Supervisor>(
            {.children = {child<RepoServer>({.repo = repo, .postgres = std::move(options)})}});
        co_await call(supervisor, Supervisor::WhichChildren{});
        for (int message = 1; message <= 40; ++message) {
          proxy->cut_after(message);
          for (int i = 0; i < 6; ++i) {
            bool read = false;
            try {
              const auto found = co_await repo.all(from<Tea>().where(field<&Tea::round> == 1));
              EXPECT_EQ(found.size(), 1u);
              read = true;
            } catch (const ConnectionError&) {  // the pool's connection was the one that was cut
            }
            if (!read) break;
          }
          proxy->never_cut();
          const auto found = co_await repo.get<Tea>(1);
          EXPECT_TRUE(found.has_value());
        }
      },
      through_proxy(1), &proxy);
}

}  // namespace
}  // namespace anqa
