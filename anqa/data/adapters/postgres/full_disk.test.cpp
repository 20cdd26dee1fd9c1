// PostgreSQL without room for another page: the server's files may not grow beyond a size.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

struct Note : Schema<"notes"> {
  std::int64_t id = 0;
  std::string text;
};

const Migration migrations[] = {{1, "notes", [](MigrationSteps& db) {
                                   db.create_table("notes").add("text", ColumnType::string, {.null = false});
                                   // Texts go into the table's own file, as they are.
                                   db.execute("ALTER TABLE notes ALTER COLUMN text SET STORAGE PLAIN");
                                 }}};

TEST(PostgresFullDisk, FailsTheStatementAndNothingElse) {
  const LogCapture quiet;
  // A little more than a segment of the log, which has its full size from the beginning.
  detail::PostgresCluster cluster(17 << 20);
  const auto database = open_postgres({.url = cluster.new_database(), .pool_size = 1});
  migrate(*database, migrations);
  BlockingRepo repo(*database);
  repo.insert(Note{.text = "before"}).value();
  try {
    repo.transaction([](BlockingRepo& tx) {
      const std::vector<Note> many(500, Note{.text = std::string(7000, 'x')});
      for (int i = 0; i < 20; ++i) tx.insert_all(many);
    });
    FAIL() << "there was room";
  } catch (const ConnectionError& error) {
    FAIL() << error.what();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("could not extend file"));
  }
  // The transaction is undone, and the same connection goes on.
  EXPECT_EQ(repo.count(from<Note>()), 1);
  EXPECT_EQ(repo.delete_all(from<Note>()), 1);
}

}  // namespace
}  // namespace anqa
