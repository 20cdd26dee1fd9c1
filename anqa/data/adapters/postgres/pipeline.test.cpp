#include "anqa/data/statement_pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

struct Answer {
  std::int64_t asked;
  std::int64_t got;
};

Task<void> until_open(std::shared_ptr<Database> database) {
  while (!database->pipeline()) co_await yield();
}

Task<void> ask(std::shared_ptr<Database> database, std::int64_t number, Pid to) {
  std::vector<SqlValue> values;
  values.emplace_back(number);
  auto rows = co_await run_in(*database->pipeline(), "SELECT $1::bigint * 2", std::move(values));
  rows->next();
  send(to, Answer{number, rows->integer(0)});
}

Task<std::string> failure(std::shared_ptr<Database> database, std::string sql) {
  try {
    co_await run_in(*database->pipeline(), sql);
  } catch (const DatabaseError& error) {
    co_return error.what();
  }
  co_return "none";
}

/// A process that asks for what fails, beside those that ask for what does not.
Task<void> ask_badly(std::shared_ptr<Database> database, Pid to) {
  const auto why = co_await failure(database, "SELECT 1 / 0");
  send(to, Answer{-1, why.find("division by zero") != std::string::npos ? -1 : 0});
}

std::shared_ptr<Database> database(int pipelines = 1) {
  return open_postgres(
      {.url = detail::PostgresCluster::shared().new_database(), .pool_size = 1, .pipelines = pipelines});
}

TEST(PostgresPipeline, AnswersManyProcessesOnOneConnection) {
  System system;
  system.run(
      [](std::shared_ptr<Database> database) -> Task<void> {
        database->start_processes();
        co_await until_open(database);
        constexpr int count = 500;
        for (int i = 0; i < count; ++i) spawn(ask, database, static_cast<std::int64_t>(i), self());
        for (int i = 0; i < count; ++i) {
          const auto answer = co_await receive<Answer>();
          EXPECT_EQ(answer->got, answer->asked * 2);
        }
      },
      database());
}

TEST(PostgresPipeline, OneThatFailsTakesNoOtherWithIt) {
  System system;
  system.run(
      [](std::shared_ptr<Database> database) -> Task<void> {
        database->start_processes();
        co_await until_open(database);
        constexpr int count = 300;
        for (int i = 0; i < count; ++i) {
          if (i % 3 == 0) {
            spawn(ask_badly, database, self());
          } else {
            spawn(ask, database, static_cast<std::int64_t>(i), self());
          }
        }
        for (int i = 0; i < count; ++i) {
          const auto answer = co_await receive<Answer>();
          EXPECT_EQ(answer->got, answer->asked == -1 ? -1 : answer->asked * 2);
        }
      },
      database());
}

TEST(PostgresPipeline, SaysWhatIsWrong) {
  System system;
  system.run(
      [](std::shared_ptr<Database> database) -> Task<void> {
        database->start_processes();
        co_await until_open(database);
        EXPECT_THAT(co_await failure(database, "SELEKT 1"), HasSubstr("syntax error"));
        EXPECT_THAT(co_await failure(database, "SELECT $1::int"), HasSubstr("0 values for 1 placeholders"));
        EXPECT_EQ(co_await failure(database, "SELECT 1"), "none");
        EXPECT_THAT(co_await failure(database, "SELECT pg_terminate_backend(pg_backend_pid())"),
                    HasSubstr("PostgreSQL"));
        co_await until_open(database);  // it connects again by itself
        EXPECT_EQ(co_await failure(database, "SELECT 1"), "none");
      },
      database());
}

TEST(PostgresPipeline, PreparesAnewWhatAMigrationChanged) {
  System system;
  system.run(
      [](std::shared_ptr<Database> database) -> Task<void> {
        database->start_processes();
        co_await until_open(database);
        database->writer("test")->execute("CREATE TABLE things (a bigint)");
        database->writer("test")->execute("INSERT INTO things VALUES (5)");
        for (const auto* type : {"text", "bigint", "text"}) {
          auto rows = co_await run_in(*database->pipeline(), "SELECT a FROM things");
          EXPECT_TRUE(rows->next());
          EXPECT_EQ(rows->text(0), "5");
          database->writer("test")->execute(std::string("ALTER TABLE things ALTER a TYPE ") + type +
                                            " USING a::" + type);
        }
      },
      database());
}

}  // namespace
}  // namespace anqa
