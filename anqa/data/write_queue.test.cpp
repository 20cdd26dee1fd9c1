// Single writes of many processes on a database with one connection that writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/repo_test.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/testing/process_test.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

struct Note : Schema<"notes"> {
  std::int64_t id = 0;
  std::string text;
};

const std::vector<Migration> migrations = {{1, "notes", [](MigrationSteps& db) {
                                              db.create_table("notes").add("text", ColumnType::string,
                                                                           {.null = false});
                                              db.unique_index("notes", {"text"});
                                            }}};

struct Wrote {
  bool stored;
  std::string error;
};

Task<void> write_one(Repo repo, std::string text, Pid to) {
  Wrote wrote{};
  try {
    wrote.stored =
        (co_await repo.insert(change(Note{.text = text}).unique_constraint<&Note::text>())).has_value();
  } catch (const DatabaseError& error) {
    wrote.error = error.what();
  }
  send(to, wrote);
}

PROCESS_TEST(WriteQueue, EachIsDoneOnceAlsoThatOfAProcessThatIsKilled) {
  Repo repo("test");
  repo.open({.database = ":memory:"});
  repo.migrate(migrations);
  std::vector<Pid> writers;
  for (int i = 0; i < 12; ++i) writers.push_back(spawn(write_one, repo, std::to_string(i % 8), self()));
  for (std::size_t i = 0; i < 8; i += 3) {
    co_await yield();
    exit(writers[i], ExitReason::kill);
  }
  for (const Pid writer : writers) co_await down(writer);
  const auto count = co_await repo.count(from<Note>());
  EXPECT_GE(count, 5);
  EXPECT_LE(count, 8);
  EXPECT_TRUE((co_await repo.insert(Note{.text = "after"})).has_value());
}

TEST(WriteQueue, SaysWhoHasTheConnectionToEachThatWaitsTooLong) {
  const LogCapture quiet;
  const detail::TemporaryFile file("queue.db");
  Repo repo("test");
  repo.open({.database = file.path(), .queue_timeout = std::chrono::milliseconds(20), .durable = false});
  repo.migrate(migrations);
  std::binary_semaphore taken(0), done(0);
  std::thread holder([&] {
    repo.blocking().transaction([&](BlockingRepo&) {
      taken.release();
      done.acquire();
    });
  });
  taken.acquire();
  System system;
  system.run(
      [](Repo repo) -> Task<void> {
        for (int i = 0; i < 5; ++i) spawn(write_one, repo, std::to_string(i), self());
        for (int i = 0; i < 5; ++i) {
          const auto wrote = co_await receive<Wrote>();
          EXPECT_THAT(wrote->error, HasSubstr("no writing SQLite connection became free within 20 ms"));
          EXPECT_THAT(wrote->error, HasSubstr("transaction, for"));
        }
      },
      repo);
  done.release();
  holder.join();
  system.run(
      [](Repo repo) -> Task<void> {
        for (int i = 0; i < 200; ++i) spawn(write_one, repo, std::to_string(i), self());
        for (int i = 0; i < 200; ++i) EXPECT_TRUE((co_await receive<Wrote>())->stored);
      },
      repo);
}

}  // namespace
}  // namespace anqa
