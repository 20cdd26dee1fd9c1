// A stream of rows takes the memory of some hundred of them, however many there are.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/association.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Leaf;

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  has_many<Leaf> leaves;
};

struct Leaf : Schema<"leaves"> {
  std::int64_t id = 0;
  std::int64_t tea_id = 0;
};

const Migration migrations[] = {{1, "teas and leaves", [](MigrationSteps& db) {
                                   db.create_table("teas").add("name", ColumnType::string, {.null = false});
                                   db.create_table("leaves").references("tea_id", "teas", {.null = false});
                                 }}};

// AddressSanitizer puts freed memory into quarantine.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool keeps_what_is_freed = true;
#else
constexpr bool keeps_what_is_freed = false;
#endif

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

class Streaming : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Streaming() { migrate(*database, migrations); }

  /// So many teas, made by the database.
  void fill(int count) {
    database->writer("test")->execute(
        "INSERT INTO teas (name) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
        "WHERE n < " +
        std::to_string(count) + ") SELECT 'a tea of which there are many, number ' || n FROM numbers");
  }

  LogCapture quiet;
  detail::TestDatabase place{GetParam()};
  std::unique_ptr<Database> database = place.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(Streaming);

TEST_P(Streaming, AMillionRowsInLessThan64Megabytes) {
  constexpr int count = 1'000'000;
  fill(count);
  const auto before = resident_bytes();
  std::size_t most = before;
  std::int64_t rows = 0;
  std::int64_t sum = 0;
  repo.transaction([&](BlockingRepo& tx) {
    for (const Tea& tea : tx.stream(from<Tea>().order_by(asc(field<&Tea::id>)))) {
      sum += tea.id;
      if (++rows % 10'000 == 0) most = std::max(most, resident_bytes());
    }
  });
  EXPECT_EQ(rows, count);
  EXPECT_EQ(sum, std::int64_t{count} * (count + 1) / 2);
  if (!keeps_what_is_freed) EXPECT_LT(most - before, 64u << 20);
}

TEST_P(Streaming, GivesWhatAllGives) {
  for (const int stored : {0, 1, 6, 7, 8, 21}) {
    repo.delete_all(from<Tea>());
    if (stored > 0) fill(stored);
    const auto query = from<Tea>().where(field<&Tea::id> != 3).order_by(desc(field<&Tea::name>));
    std::vector<std::string> expected;
    for (const auto& tea : repo.all(query)) expected.push_back(tea.name);
    std::vector<std::string> streamed;
    repo.transaction([&](BlockingRepo& tx) {
      for (const Tea& tea : tx.stream(query, {.max_rows = 7})) streamed.push_back(tea.name);
    });
    EXPECT_EQ(streamed, expected);
  }
}

TEST_P(Streaming, PreloadsOncePerPart) {
  fill(10);
  for (int tea = 1; tea <= 10; ++tea) repo.insert(Leaf{.tea_id = tea}).value();
  int statements = 0;
  telemetry::attach<QueryEvent>("test", [&](const QueryEvent& event) {
    if (event.sql.find("\"leaves\"") != std::string::npos) ++statements;
  });
  std::size_t leaves = 0;
  repo.transaction([&](BlockingRepo& tx) {
    // [stream]
    for (const Tea& tea : tx.stream(from<Tea>().preload<&Tea::leaves>(), {.max_rows = 4})) {
      leaves += tea.leaves.size();
    }
    // [/stream]
  });
  telemetry::detach("test");
  EXPECT_EQ(leaves, 10u);
  EXPECT_EQ(statements, 3);
}

TEST_P(Streaming, OtherStatementsRunMeanwhileAndItMayStopEarly) {
  fill(20);
  std::vector<std::int64_t> pairs;
  repo.transaction([&](BlockingRepo& tx) {
    for (const Tea& tea : tx.stream(from<Tea>().order_by(asc(field<&Tea::id>)), {.max_rows = 3})) {
      tx.insert(Leaf{.tea_id = tea.id}).value();
      // A stream inside of a stream.
      for (const Leaf& leaf : tx.stream(from<Leaf>().where(field<&Leaf::tea_id> == tea.id))) {
        pairs.push_back(leaf.tea_id);
      }
      if (tea.id == 5) break;
    }
    EXPECT_EQ(tx.count(from<Leaf>()), 5);
  });
  EXPECT_THAT(pairs, ElementsAre(1, 2, 3, 4, 5));
}

TEST_P(Streaming, NeedsATransaction) {
  try {
    repo.stream(from<Tea>());
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("begin one"));
  }
}

}  // namespace
}  // namespace anqa
