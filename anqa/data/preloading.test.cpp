// Preloads of a process: the associations of a level are loaded side by side, and by as many statements as
// one after the other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <mutex>

#include "anqa/data/association.hpp"
#include "anqa/data/internal/repo_test.hpp"
#include "anqa/data/query_event.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/testing/process_test.hpp"

namespace anqa {
namespace {

using ::testing::SizeIs;

struct Vase : Schema<"vases"> {
  std::int64_t id = 0;
  std::int64_t shelf_id = 0;
};

struct Page : Schema<"pages"> {
  std::int64_t id = 0;
  std::int64_t book_id = 0;
};

struct Book : Schema<"books"> {
  std::int64_t id = 0;
  std::int64_t shelf_id = 0;
  std::string title;
  has_many<Page> pages;
};

struct Shelf : Schema<"shelves"> {
  std::int64_t id = 0;
  std::string name;
  has_many<Book> books;
  has_many<Vase> vases;
  has_many_through<Page, "books", "pages"> pages;
};

const std::vector<Migration> migrations = {
    {1, "shelves", [](MigrationSteps& db) {
       db.create_table("shelves").add("name", ColumnType::string, {.null = false});
       db.create_table("books")
           .references("shelf_id", "shelves", {.null = false})
           .add("title", ColumnType::string, {.null = false});
       db.create_table("vases").references("shelf_id", "shelves", {.null = false});
       db.create_table("pages").references("book_id", "books", {.null = false});
     }}};

/// A shelf with two books of three pages each and a vase, and an empty one.
void fill(BlockingRepo& tx) {
  const auto shelf = tx.insert(Shelf{.name = "a"}).value();
  tx.insert(Shelf{.name = "b"}).value();
  tx.insert(Vase{.shelf_id = shelf.id}).value();
  for (const char* title : {"x", "y"}) {
    const auto book = tx.insert(Book{.shelf_id = shelf.id, .title = title}).value();
    for (int i = 0; i < 3; ++i) tx.insert(Page{.book_id = book.id}).value();
  }
}

Query<Shelf> shelves() {
  return from<Shelf>()
      .order_by(asc(field<&Shelf::name>))
      .preload<&Shelf::books, &Book::pages>()
      .preload<&Shelf::vases>();
}

void expect_whole(const std::vector<Shelf>& found) {
  EXPECT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].books, SizeIs(2));
  EXPECT_THAT(found[0].books[1].pages, SizeIs(3));
  EXPECT_THAT(found[0].vases, SizeIs(1));
  EXPECT_THAT(found[1].books, SizeIs(0));
  EXPECT_THAT(found[1].vases, SizeIs(0));
}

/// The statements that anybody runs as long as it lives.
class Statements {
 public:
  Statements() {
    telemetry::attach<QueryEvent>("statements", [this](const QueryEvent& event) {
      const std::lock_guard lock(mutex_);
      if (event.sql.starts_with("SELECT")) all_.push_back(event.sql);
    });
  }
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;
  ~Statements() { telemetry::detach("statements"); }
  std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> all_;
};

REPO_TEST(Preloading, TakesAsManyStatementsAsThereAreSteps, migrations) {
  co_await repo.transaction(fill);
  Statements statements;
  const auto found = co_await repo.all(shelves());
  EXPECT_THAT(statements.all(), SizeIs(4));
  expect_whole(found);
}

REPO_TEST(Preloading, OfOneRowAndOfRowsThatAreThere, migrations) {
  co_await repo.transaction(fill);
  const auto one = co_await repo.one(shelves().where(field<&Shelf::name> == "a"));
  EXPECT_THAT(one->books[0].pages, SizeIs(3));
  EXPECT_EQ(co_await repo.one(shelves().where(field<&Shelf::name> == "c")), std::nullopt);
  const auto shelf = co_await repo.preload<&Shelf::pages>(*one);
  EXPECT_THAT(shelf.pages, SizeIs(6));
  const auto none = co_await repo.preload<&Shelf::vases>(std::vector<Shelf>{});
  EXPECT_THAT(none, SizeIs(0));
  const auto all = co_await repo.preload<&Shelf::vases>(co_await repo.all(from<Shelf>()));
  EXPECT_THAT(all, SizeIs(2));
}

Task<void> read_for_ever(Repo repo) {
  for (;;) expect_whole(co_await repo.all(shelves()));
}

REPO_TEST(Preloading, OfAProcessThatIsKilledHarmsNobody, migrations) {
  co_await repo.transaction(fill);
  for (int i = 0; i < 8; ++i) {
    const Pid reader = spawn(read_for_ever, repo);
    for (int step = 0; step < i * 3; ++step) co_await yield();
    exit(reader, ExitReason::kill);
    co_await down(reader);
  }
  expect_whole(co_await repo.all(shelves()));
}

TEST(PreloadingPostgres, RunsWhatDoesNotDependOnEachOtherAtTheSameTime) {
  Repo repo("test");
  repo.open(PostgresOptions{.url = detail::PostgresCluster::shared().new_database(),
                            .queue_timeout = std::chrono::seconds(60)});
  repo.migrate(migrations);
  System system;
  system.run(
      [](Repo repo) -> Task<void> {
        co_await repo.transaction(fill);
        // Each of the two waits until the other is there: one after the other they would never end.
        std::latch both(2);
        telemetry::attach<QueryEvent>("both", [&both](const QueryEvent& event) {
          if (event.sql.contains("FROM \"books\"") || event.sql.contains("FROM \"vases\""))
            both.arrive_and_wait();
        });
        expect_whole(co_await repo.all(shelves()));
        telemetry::detach("both");
      },
      repo);
}

}  // namespace
}  // namespace anqa
