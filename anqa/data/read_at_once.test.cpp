#include <gmock/gmock.h>

#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/at_once.hpp"
#include "anqa/data/internal/temporary_file.hpp"

namespace anqa {
namespace {

/// Counts up to a million, which is some millions of steps of SQLite's machine.
constexpr std::string_view long_query =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) FROM "
    "n";
constexpr std::string_view short_query = "SELECT 7";

struct ReadNumber {
  using Result = std::int64_t;
  static constexpr std::string_view purpose = "a test";

  std::string sql;

  detail::Statement statement(const detail::Dialect&) const { return {sql, {}}; }
  Result decode(Cursor& rows) const { return rows.next() ? rows.integer(0) : -1; }
};

std::int64_t read_blocking(Database& database, std::string_view sql) {
  auto lease = database.reader("a test");
  const auto rows = lease->query(sql);
  return rows->next() ? rows->integer(0) : -1;
}

TEST(ReadAtOnce, GivesWhatIsShort) {
  const detail::TemporaryFile file("at_once");
  const auto database = open_sqlite({.database = file.path()});
  EXPECT_EQ(detail::read_at_once(*database, Pid{}, ReadNumber{std::string(short_query)}), 7);
  // A statement's steps are counted over all its runs: thousands of short ones are still short.
  for (int i = 0; i < 5000; ++i)
    ASSERT_EQ(detail::read_at_once(*database, Pid{}, ReadNumber{std::string(short_query)}), 7);
}

TEST(ReadAtOnce, LeavesWhatIsLongToAThreadThatMayBlock) {
  const detail::TemporaryFile file("at_once");
  const auto database = open_sqlite({.database = file.path(), .readers = 1});
  const ReadNumber read{std::string(long_query)};
  EXPECT_EQ(detail::read_at_once(*database, Pid{}, read), std::nullopt) << "stopped in its middle";
  EXPECT_EQ(detail::read_at_once(*database, Pid{}, read), std::nullopt) << "not begun again";
  EXPECT_EQ(read_blocking(*database, long_query), 1000000);
  EXPECT_EQ(detail::read_at_once(*database, Pid{}, ReadNumber{std::string(short_query)}), 7);
}

TEST(ReadAtOnce, WaitsForNobody) {
  const detail::TemporaryFile file("at_once");
  const auto database = open_sqlite({.database = file.path(), .readers = 1});
  {
    const auto taken = database->reader("a test");
    EXPECT_EQ(detail::read_at_once(*database, Pid{}, ReadNumber{std::string(short_query)}), std::nullopt);
  }
  EXPECT_EQ(detail::read_at_once(*database, Pid{}, ReadNumber{std::string(short_query)}), 7);
  // A database in memory has only the connection that writes.
  const auto in_memory = open_sqlite({.database = ":memory:"});
  EXPECT_EQ(detail::read_at_once(*in_memory, Pid{}, ReadNumber{std::string(short_query)}), std::nullopt);
}

TEST(ReadAtOnce, ThrowsWhatTheDatabaseRefuses) {
  const detail::TemporaryFile file("at_once");
  const auto database = open_sqlite({.database = file.path()});
  EXPECT_THROW(detail::read_at_once(*database, Pid{}, ReadNumber{"SELECT nothing"}), DatabaseError);
}

}  // namespace
}  // namespace anqa
