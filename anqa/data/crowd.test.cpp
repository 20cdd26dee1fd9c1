// Ten thousand callers for ten connections, and callers that are killed while they have one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

struct Visit : Schema<"visits"> {
  std::int64_t id = 0;
  int number = 0;
};

const std::vector<Migration> migrations = {{1, "visits", [](MigrationSteps& db) {
                                              db.create_table("visits").add("number", ColumnType::integer,
                                                                            {.null = false});
                                            }}};

struct Place {
  explicit Place(detail::Dialect::Kind kind) : database(kind), kind_(kind) {}
  RepoServer::Options options(const Repo& repo) const {
    RepoServer::Options options{.repo = repo, .migrations = migrations};
    if (kind_ == detail::Dialect::Kind::postgres) {
      options.postgres = {.url = database.url(), .pool_size = 10, .queue_timeout = std::chrono::minutes(5)};
    } else {
      options.sqlite = {.database = database.file(),
                        .readers = 9,
                        .queue_timeout = std::chrono::minutes(5),
                        .durable = false};
    }
    return options;
  }
  detail::TestDatabase database;

 private:
  detail::Dialect::Kind kind_;
};

struct Stored {
  bool found;
};

Task<void> visit(Repo repo, int number, Pid to) {
  const auto stored = co_await repo.insert(Visit{.number = number});
  const auto found = co_await repo.get<Visit>(stored->id);
  send(to, Stored{found && found->number == number});
}

Task<void> crowd(const Place* place) {
  Repo repo("test");
  auto supervisor = start_link<Supervisor>({.children = {child<RepoServer>(place->options(repo))}});
  co_await call(supervisor, Supervisor::WhichChildren{});
  constexpr int callers = 10'000;
  for (int i = 0; i < callers; ++i) spawn(visit, repo, i, self());
  int found = 0;
  for (int i = 0; i < callers; ++i) found += (co_await receive<Stored>())->found;
  EXPECT_EQ(found, callers);
  EXPECT_EQ(co_await repo.count(from<Visit>()), callers);
}

/// Two rows or none; the process is killed at any moment.
Task<void> two_visits(Repo repo, int number) {
  co_await repo.transaction([number](BlockingRepo& tx) {
    tx.insert(Visit{.number = number}).value();
    tx.insert(Visit{.number = number}).value();
  });
}

Task<void> killed(const Place* place) {
  Repo repo("test");
  auto supervisor = start_link<Supervisor>({.children = {child<RepoServer>(place->options(repo))}});
  co_await call(supervisor, Supervisor::WhichChildren{});
  constexpr int rounds = 300;
  for (int i = 0; i < rounds; ++i) {
    const Pid caller = spawn(two_visits, repo, i);
    for (int turn = 0; turn < i % 7; ++turn) co_await yield();
    exit(caller, ExitReason::kill);
    co_await down(caller);
  }
  // All connections are back: as many transactions at once as there are of them.
  for (int i = 0; i < 10; ++i) spawn(visit, repo, rounds, self());
  for (int i = 0; i < 10; ++i) EXPECT_TRUE((co_await receive<Stored>())->found);
  const auto counts = co_await repo.transaction([](BlockingRepo& tx) {
    std::vector<int> all(rounds + 1);
    for (const auto& row : tx.all(from<Visit>())) ++all[static_cast<std::size_t>(row.number)];
    return all;
  });
  for (int i = 0; i < rounds; ++i) EXPECT_THAT(counts[static_cast<std::size_t>(i)], ::testing::AnyOf(0, 2));
  EXPECT_EQ(counts[rounds], 10);
}

class Crowd : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  LogCapture quiet;
  Place place{GetParam()};
  System system;
};
ANQA_ON_BOTH_DATABASES(Crowd);

TEST_P(Crowd, TenThousandCallersShareTenConnections) { system.run(crowd, &place); }
TEST_P(Crowd, KilledCallersLeaveTheirConnectionsToOthers) { system.run(killed, &place); }

}  // namespace
}  // namespace anqa
