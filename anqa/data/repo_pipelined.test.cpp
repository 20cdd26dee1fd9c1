// What a Repo reads from PostgreSQL goes through the pipeline: a process reads while all connections of the
// pool are taken, and goes on by the pool when the pipeline is lost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/association.hpp"
#include "anqa/data/functions.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/query_event.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

struct Leaf : Schema<"leaves"> {
  std::int64_t id = 0;
  std::int64_t tea_id = 0;
};

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  int stock = 0;
  has_many<Leaf> leaves;
};

const std::vector<Migration> migrations = {{1, "create teas", [](MigrationSteps& db) {
                                              db.create_table("teas")
                                                  .add("name", ColumnType::string, {.null = false})
                                                  .add("stock", ColumnType::integer, {.null = false});
                                              db.create_table("leaves").references("tea_id", "teas");
                                            }}};

RepoServer::Options options(const Repo& repo) {
  return {.repo = repo,
          .migrations = migrations,
          .postgres = {.url = detail::PostgresCluster::shared().new_database(),
                       .pool_size = 1,
                       .pipelines = 1,
                       .queue_timeout = std::chrono::seconds(60)}};
}

auto backend() { return from<Tea>().select(fragment<std::int64_t>("pg_backend_pid()::bigint")).limit(1); }

/// Until what is read does not come from the pool, whose only connection has this number.
Task<void> until_pipelined(Repo repo, std::int64_t pool) {
  for (;;) {
    const auto now = co_await repo.all(backend());
    if (now.front() != pool) co_return;
    co_await yield();
  }
}

Task<std::int64_t> open(Repo repo) {
  auto supervisor = start_link<Supervisor>({.children = {child<RepoServer>(options(repo))}});
  co_await call(supervisor, Supervisor::WhichChildren{});
  const auto assam = co_await repo.insert(Tea{.name = "Assam", .stock = 3});
  co_await repo.insert(Leaf{.tea_id = assam->id});
  co_await repo.insert(Tea{.name = "Darjeeling", .stock = 5});
  co_return co_await repo.transaction([](BlockingRepo& tx) { return tx.all(backend()).front(); });
}

/// Takes the only connection of the pool as long as it lives.
class Taken {
 public:
  explicit Taken(const Repo& repo)
      : holder_([this, repo] {
          repo.blocking().transaction([this](BlockingRepo&) {
            taken_.release();
            done_.acquire();
          });
        }) {
    taken_.acquire();
  }
  ~Taken() {
    done_.release();
    holder_.join();
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

 private:
  std::binary_semaphore taken_{0}, done_{0};
  std::thread holder_;
};

Task<void> read_all(Repo repo) {
  const auto teas = from<Tea>().order_by(asc(field<&Tea::name>));
  const auto all = co_await repo.all(teas);
  EXPECT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].name, "Darjeeling");
  EXPECT_EQ((co_await repo.get<Tea>(all[0].id))->name, "Assam");
  EXPECT_EQ((co_await repo.one(from<Tea>().where(field<&Tea::stock> == 5)))->name, "Darjeeling");
  EXPECT_EQ(co_await repo.count(teas), 2);
  EXPECT_TRUE(co_await repo.exists(teas));
  EXPECT_EQ(co_await repo.sum<&Tea::stock>(from<Tea>()), 8);
  EXPECT_EQ(co_await repo.max<&Tea::name>(from<Tea>()), "Darjeeling");
  EXPECT_EQ(co_await repo.avg<&Tea::stock>(from<Tea>()), 4.0);
  const auto with_leaves = co_await repo.all(Query<Tea>(teas).preload<&Tea::leaves>());
  EXPECT_EQ(with_leaves[0].leaves.size(), 1u);
  EXPECT_EQ((co_await repo.preload<&Tea::leaves>(all))[1].leaves.size(), 0u);
}

TEST(RepoPostgresPipeline, AnswersWhileAllConnectionsAreTaken) {
  detail::PostgresCluster::shared();  // it ends with the thread that starts it
  System system;
  system.run([]() -> Task<void> {
    Repo repo("test");
    const auto pool = co_await open(repo);
    co_await until_pipelined(repo, pool);
    const Taken taken(repo);
    co_await read_all(repo);
  });
}

TEST(RepoPostgresPipeline, WhenItIsLostThePoolAnswers) {
  detail::PostgresCluster::shared();  // it ends with the thread that starts it
  System system;
  system.run([]() -> Task<void> {
    Repo repo("test");
    const auto pool = co_await open(repo);
    for (int i = 0; i < 5; ++i) {
      co_await until_pipelined(repo, pool);
      co_await repo.transaction([](BlockingRepo& tx) {
        tx.all(from<Tea>().limit(1).select(
            fragment<bool>("(SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid())")));
      });
      co_await read_all(repo);
    }
  });
}

struct Told {
  std::string sql;
  std::string error;
};

TEST(RepoPostgresPipeline, TellsTelemetryOfItsStatements) {
  detail::PostgresCluster::shared();  // it ends with the thread that starts it
  System system;
  system.run([]() -> Task<void> {
    Repo repo("test");
    const auto pool = co_await open(repo);
    co_await until_pipelined(repo, pool);
    const Taken taken(repo);
    telemetry::attach<QueryEvent>(
        "test", [to = self()](const QueryEvent& event) { send(to, Told{event.sql, event.error}); });
    co_await repo.get<Tea>(1);
    EXPECT_THAT((co_await receive<Told>())->sql, HasSubstr("FROM \"teas\""));
    bool failed = false;
    try {
      co_await repo.all(from<Tea>().select(fragment<std::int64_t>("1 / 0")));
    } catch (const DatabaseError& error) {
      failed = true;
    }
    EXPECT_TRUE(failed);
    EXPECT_THAT((co_await receive<Told>())->error, HasSubstr("division by zero"));
    telemetry::detach("test");
  });
}

}  // namespace
}  // namespace anqa
