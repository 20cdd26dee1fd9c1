#include "anqa/data/repo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/repo_test.hpp"
#include "anqa/data/internal/temporary_file.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

struct Order : Schema<"orders"> {
  std::int64_t id = 0;
  std::string token;
  int lines = 0;
  Timestamps timestamps;
};

struct Line : Schema<"lines"> {
  std::int64_t id = 0;
  std::int64_t order_id = 0;
};

const std::vector<Migration> migrations = {{1, "create orders", [](MigrationSteps& db) {
                                              db.create_table("orders")
                                                  .add("token", ColumnType::string, {.null = false})
                                                  .add("lines", ColumnType::integer, {.null = false})
                                                  .timestamps();
                                              db.unique_index("orders", {"token"});
                                              db.create_table("lines").references("order_id", "orders",
                                                                                  {.null = false});
                                            }}};

Changeset<Order> order(std::string token) {
  return change(Order{.token = std::move(token), .lines = 3}).unique_constraint<&Order::token>();
}

RepoServer::Options in_memory(const Repo& repo) { return {repo, {.database = ":memory:"}, migrations}; }
RepoServer::Options on_postgres(const Repo& repo) {
  static const std::string url = detail::PostgresCluster::shared().new_database();
  return {.repo = repo, .migrations = migrations, .postgres = {.url = url}};
}

/// An order and its lines, in one transaction.
auto place(Repo repo, std::string token) {
  return repo.transaction(
      [changeset = order(std::move(token))](BlockingRepo& tx) -> result<Order, Changeset<Order>> {
        auto placed = tx.insert(changeset);
        if (!placed) return placed;
        for (int i = 0; i < placed->lines; ++i) tx.insert(Line{.order_id = placed->id}).value();
        return placed;
      });
}

struct Done {
  bool stored;
};

Task<void> place_and_tell(Repo repo, std::string token, Pid to) {
  const auto placed = co_await place(repo, token);
  send(to, Done{placed.has_value()});
}

Task<void> expect_whole_orders(Repo repo, std::int64_t at_most) {
  // In one transaction: what a killed process had begun may be stored between two queries.
  const auto [orders, lines] = co_await repo.transaction(
      [](BlockingRepo& tx) { return std::pair{tx.count(from<Order>()), tx.count(from<Line>())}; });
  EXPECT_LE(orders, at_most);
  EXPECT_EQ(lines, orders * 3);
}

REPO_TEST(Repo, IsAwaited, migrations) {
  auto stored = co_await repo.insert(order("a"));
  EXPECT_TRUE(stored.has_value());
  EXPECT_EQ((co_await repo.get<Order>(stored->id))->token, "a");
  const auto again = co_await repo.insert(order("a"));
  EXPECT_THAT(again.error().errors_on<&Order::token>(), ElementsAre("has already been taken"));
  const auto changed = co_await repo.update(change(*stored).put_change<&Order::lines>(4));
  EXPECT_EQ(changed->lines, 4);
  EXPECT_EQ((co_await repo.all(from<Order>().where(field<&Order::lines> == 4))).size(), 1u);
  EXPECT_EQ((co_await repo.one(from<Order>()))->id, stored->id);
  EXPECT_EQ(co_await repo.sum<&Order::lines>(from<Order>()), 4);
  EXPECT_TRUE(co_await repo.exists(from<Order>()));
  EXPECT_TRUE((co_await repo.delete_(*stored)).has_value());
  EXPECT_EQ(co_await repo.count(from<Order>()), 0);
}

class User : public GenServer {
 public:
  explicit User(Repo repo) { EXPECT_TRUE(repo.is_open()); }
};

Task<void> open_under_a_supervisor(Repo repo, RepoServer::Options options) {
  trap_exit();
  auto supervisor =
      start_link<Supervisor>({.children = {child<RepoServer>(std::move(options)), child<User>(repo)}});
  const auto children = co_await call(supervisor, Supervisor::WhichChildren{});
  EXPECT_EQ(children.size(), 2u);
  EXPECT_TRUE(is_alive(children[1].pid));
  EXPECT_TRUE(repo.is_open());

  // The supervisor opens it again after a crash, and the handle finds it.
  const LogCapture quiet;
  exit(children[0].pid, ExitReason::kill);
  co_await down(children[0].pid);
  co_await call(supervisor, Supervisor::WhichChildren{});
  EXPECT_TRUE((co_await repo.insert(order("after the crash"))).has_value());
  co_await repo.delete_all(from<Order>());

  exit(supervisor.pid(), ExitReason::shutdown);
  co_await down(supervisor.pid());
  EXPECT_FALSE(repo.is_open());
}

PROCESS_TEST(Repo, UnderASupervisorIsOpenBeforeTheNextChildStarts) {
  const Repo repo("test");
  co_await open_under_a_supervisor(repo, in_memory(repo));
}
PROCESS_TEST(RepoPostgres, UnderASupervisorIsOpenBeforeTheNextChildStarts) {
  const Repo repo("test");
  co_await open_under_a_supervisor(repo, on_postgres(repo));
}

REPO_TEST(Repo, OfManyWithOneTokenOneIsStored, migrations) {
  for (int i = 0; i < 5; ++i) spawn(place_and_tell, repo, std::string("same"), self());
  int stored = 0;
  for (int i = 0; i < 5; ++i) stored += (co_await receive<Done>())->stored;
  EXPECT_EQ(stored, 1);
  co_await expect_whole_orders(repo, 1);
}

REPO_TEST(Repo, AProcessKilledWhileItWaitsLeavesAWholeOrderOrNone, migrations) {
  for (int i = 0; i < 6; ++i) {
    const Pid placing = spawn(place_and_tell, repo, std::to_string(i), self());
    for (int step = 0; step < i; ++step) co_await yield();
    exit(placing, ExitReason::kill);
    co_await down(placing);
  }
  // The only connection is free again, or this would wait for ever.
  co_await expect_whole_orders(repo, 6);
  EXPECT_TRUE((co_await place(repo, "last")).has_value());
}

PROCESS_TEST(Repo, WhatIsNotOpenSaysSo) {
  Repo repo("shop");
  try {
    co_await repo.count(from<Order>());
    ADD_FAILURE();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'shop' is not open"));
  }
}

struct Missing : Schema<"missing"> {
  std::int64_t id = 0;
};

REPO_TEST(Repo, AFailedStatementIsThrownAtTheAwait, migrations) {
  bool threw = false;
  try {
    co_await repo.count(from<Missing>());
  } catch (const DatabaseError& error) {
    threw = true;
    EXPECT_THAT(error.what(), AnyOf(HasSubstr("no such table"), HasSubstr("does not exist")));
  }
  EXPECT_TRUE(threw);
}

class RepoOnThreads : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  detail::TestDatabase where{GetParam()};
};
ANQA_ON_BOTH_DATABASES(RepoOnThreads);

TEST_P(RepoOnThreads, ManyProcessesPlaceOrdersWhileSomeAreKilled) {
  Repo repo("test");
  detail::TemporaryFile file("orders.db");
  if (GetParam() == detail::Dialect::Kind::sqlite) {
    repo.open(SqliteOptions{.database = file.path(), .durable = false});
  } else {
    repo.open(PostgresOptions{.url = where.url(), .queue_timeout = std::chrono::seconds(60)});
  }
  repo.migrate(migrations);
  System system;
  system.run(
      [](Repo repo) -> Task<void> {
        constexpr int count = 60;
        std::vector<Pid> placing;
        for (int i = 0; i < count; ++i)
          placing.push_back(spawn(place_and_tell, repo, std::to_string(i), self()));
        for (int i = 0; i < count; i += 3) exit(placing[static_cast<std::size_t>(i)], ExitReason::kill);
        for (const Pid pid : placing) co_await down(pid);
        co_await expect_whole_orders(repo, count);
        EXPECT_GE(co_await repo.count(from<Order>()), count * 2 / 3);
      },
      repo);
}

}  // namespace
