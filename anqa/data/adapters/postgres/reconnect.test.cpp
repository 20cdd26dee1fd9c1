// PostgreSQL is killed and started again under load: what was acknowledged is there, and nobody has to be
// restarted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

struct Entry : Schema<"entries"> {
  std::int64_t id = 0;
  std::int64_t writer = 0;
  std::int64_t number = 0;
};

const Migration migrations[] = {{1, "create entries", [](MigrationSteps& db) {
                                   db.create_table("entries")
                                       .add("writer", ColumnType::integer, {.null = false})
                                       .add("number", ColumnType::integer, {.null = false});
                                 }}};

void survives(int signal) {
  const LogCapture quiet;
  detail::PostgresCluster cluster;
  const auto database = open_postgres({.url = cluster.new_database(),
                                       .pool_size = 4,
                                       .queue_timeout = std::chrono::seconds(60),
                                       .backoff_min = std::chrono::milliseconds(5),
                                       .backoff_max = std::chrono::milliseconds(50)});
  migrate(*database, migrations);
  std::mutex mutex;
  std::set<std::pair<std::int64_t, std::int64_t>> acknowledged;
  std::atomic<int> cut = 0;
  std::atomic<bool> stop = false;
  auto so_many = [&] {
    const std::lock_guard lock(mutex);
    return acknowledged.size();
  };
  {
    struct AtTheEnd {
      std::atomic<bool>& flag;
      ~AtTheEnd() { flag = true; }
    };
    std::vector<std::jthread> writers;
    const AtTheEnd stopping{stop};
    for (int writer = 0; writer < 8; ++writer) {
      writers.emplace_back([&, writer] {
        BlockingRepo repo(*database);
        for (std::int64_t number = 0; !stop; ++number) {
          try {
            // Two rows or none.
            repo.transaction([&](BlockingRepo& tx) {
              tx.insert(Entry{.writer = writer, .number = number}).value();
              tx.insert(Entry{.writer = writer, .number = number}).value();
            });
            const std::lock_guard lock(mutex);
            acknowledged.emplace(writer, number);
          } catch (const ConnectionError&) {
            ++cut;
          }
        }
      });
    }
    for (int round = 1; round <= 3; ++round) {
      const auto before = so_many();
      while (so_many() < before + 50) std::this_thread::yield();
      cluster.stop(signal);
      cluster.start();
    }
    const auto before = so_many();
    while (so_many() < before + 50) std::this_thread::yield();
  }
  EXPECT_GT(cut, 0);
  std::map<std::pair<std::int64_t, std::int64_t>, int> stored;
  for (const auto& entry : BlockingRepo(*database).all(from<Entry>())) ++stored[{entry.writer, entry.number}];
  for (const auto& [entry, count] : stored) EXPECT_EQ(count, 2);
  for (const auto& entry : acknowledged) EXPECT_TRUE(stored.contains(entry));
}

TEST(PostgresReconnect, SurvivesARestart) { survives(SIGINT); }
TEST(PostgresReconnect, SurvivesKillMinusNine) { survives(SIGKILL); }

}  // namespace
}  // namespace anqa
