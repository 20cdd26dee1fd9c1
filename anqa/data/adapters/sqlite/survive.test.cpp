// What happens to SQLite's file: a full disk, one that cannot be written, a lock of another program, two
// programs that write.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/temporary_file.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  int stock = 0;
};

const Migration migrations[] = {{1, "teas", [](MigrationSteps& db) {
                                   db.create_table("teas")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("stock", ColumnType::integer, {.null = false});
                                 }}};

class SqliteSurvives : public ::testing::Test {
 protected:
  std::unique_ptr<Database> open(std::chrono::milliseconds busy = std::chrono::seconds(60)) const {
    auto database = open_sqlite({.database = file.path(), .busy_timeout = busy, .durable = false});
    migrate(*database, migrations);
    return database;
  }
  static std::string failure(const std::function<void()>& work) {
    try {
      work();
    } catch (const DatabaseError& error) {
      return error.what();
    }
    return "nothing failed";
  }

  LogCapture quiet;
  detail::TemporaryFile file{"survive.db"};
};

TEST_F(SqliteSurvives, AFullDisk) {
  const auto database = open();
  BlockingRepo repo(*database);
  repo.insert(Tea{.name = "before"}).value();
  // SQLite's own limit gives the error of a disk that has no more room.
  database->writer("test")->query("PRAGMA max_page_count = 20")->next();
  EXPECT_THAT(failure([&] {
                repo.transaction([](BlockingRepo& tx) {
                  for (int i = 0; i < 1000; ++i) tx.insert(Tea{.name = std::string(1000, 'x')}).value();
                });
              }),
              HasSubstr("disk is full"));
  EXPECT_EQ(repo.count(from<Tea>()), 1);
  EXPECT_THAT(failure([&] { repo.insert(Tea{.name = std::string(100'000, 'x')}).value(); }),
              HasSubstr("disk is full"));
  // There is room again, and the connection that failed goes on.
  database->writer("test")->query("PRAGMA max_page_count = 1000000")->next();
  repo.insert(Tea{.name = "after"}).value();
  EXPECT_EQ(repo.count(from<Tea>()), 2);
}

/// root may write whatever the permissions say, so this is done as nobody.
class AsNobody {
 public:
  AsNobody() : before_(geteuid()) {
    if (before_ == 0 && seteuid(65534) != 0) throw std::runtime_error("seteuid");
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() {
    if (before_ == 0 && seteuid(0) != 0) std::abort();
  }

 private:
  uid_t before_;
};

TEST_F(SqliteSurvives, AFileThatMustNotBeWritten) {
  BlockingRepo(*open()).insert(Tea{.name = "there"}).value();
  const auto folder = std::filesystem::path(file.path()).parent_path();
  chmod(file.path().c_str(), 0444);
  chmod(folder.c_str(), 0555);
  {
    const AsNobody nobody;
    EXPECT_THAT(failure([&] { open(); }),
                ::testing::AnyOf(HasSubstr("readonly database"), HasSubstr("unable to open")));
  }
  chmod(folder.c_str(), 0755);
  chmod(file.path().c_str(), 0644);
  EXPECT_EQ(BlockingRepo(*open()).count(from<Tea>()), 1);
}

TEST_F(SqliteSurvives, AFolderThatIsNotThere) {
  EXPECT_THAT(failure([] { open_sqlite({.database = "/proc/nowhere/shop.db"}); }),
              AllOf(HasSubstr("/proc/nowhere/shop.db"), HasSubstr("cannot be opened")));
  EXPECT_THAT(failure([&] { open_sqlite({.database = file.path(), .read_only = true}); }),
              AllOf(HasSubstr(file.path()), HasSubstr("cannot be opened")));
}

TEST_F(SqliteSurvives, AFileThatIsNoDatabase) {
  FILE* out = std::fopen(file.path().c_str(), "w");
  std::fputs("This is a letter to a friend, and by no means a database of any kind.", out);
  std::fclose(out);
  EXPECT_THAT(failure([&] { open(); }), HasSubstr("file is not a database"));
}

TEST_F(SqliteSurvives, ALockOfAnotherProgram) {
  const auto database = open(std::chrono::milliseconds(20));
  BlockingRepo repo(*database);
  repo.insert(Tea{.name = "before"}).value();
  sqlite3* other = nullptr;
  sqlite3_open(file.path().c_str(), &other);
  sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  EXPECT_THAT(failure([&] { repo.insert(Tea{.name = "while"}).value(); }), HasSubstr("database is locked"));
  EXPECT_THAT(failure([&] { repo.transaction([](BlockingRepo&) {}); }), HasSubstr("database is locked"));
  EXPECT_EQ(repo.count(from<Tea>()), 1);  // readers do not wait
  sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  repo.insert(Tea{.name = "after"}).value();
  EXPECT_EQ(repo.count(from<Tea>()), 2);
}

TEST_F(SqliteSurvives, ProgramsThatWriteBesideEachOther) {
  BlockingRepo(*open()).insert(Tea{.name = "counted"}).value();
  constexpr int programs = 4;
  constexpr int times = 100;
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < programs; ++i) {
      running.emplace_back([this] {
        const auto mine = open();
        BlockingRepo repo(*mine);
        for (int n = 0; n < times; ++n) {
          // Reads and then writes: lost updates would show.
          repo.transaction([](BlockingRepo& tx) {
            const auto tea = *tx.one(from<Tea>());
            tx.update(change(tea).put_change<&Tea::stock>(tea.stock + 1)).value();
          });
        }
      });
    }
  }
  EXPECT_EQ(BlockingRepo(*open()).one(from<Tea>())->stock, programs * times);
}

}  // namespace
}  // namespace anqa
