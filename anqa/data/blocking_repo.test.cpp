#include "anqa/data/blocking_repo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/internal/temporary_file.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/term/params.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

enum class Kind { tea, cup };

struct Product : Schema<"products"> {
  std::int64_t id = 0;
  std::string name;
  std::int64_t price_cents = 0;
  std::optional<int> age;
  bool active = true;
  double weight = 0;
  Kind kind = Kind::tea;
  Timestamps timestamps;

  friend bool operator==(const Product&, const Product&) = default;
};

struct Order : Schema<"orders"> {
  std::int64_t id = 0;
  std::int64_t product_id = 0;
  std::optional<std::string> note;
  std::int32_t quantity = 1;
};

const Migration migrations[] = {
    {1, "create products",
     [](MigrationSteps& db) {
       db.create_table("products")
           .add("name", ColumnType::string, {.null = false})
           .add("price_cents", ColumnType::integer, {.null = false})
           .add("age", ColumnType::integer)
           .add("active", ColumnType::boolean, {.null = false, .default_value = true})
           .add("weight", ColumnType::number, {.null = false})
           .add("kind", ColumnType::string, {.null = false})
           .check("price_is_positive", "price_cents >= 0")
           .timestamps();
       db.unique_index("products", {"name"});
     }},
    {2, "create orders",
     [](MigrationSteps& db) {
       db.create_table("orders")
           .references("product_id", "products", {.null = false})
           .add("note", ColumnType::string, {.null = false})
           .add("quantity", ColumnType::integer, {.null = false});
     }},
};

Changeset<Product> constrained(Product product) {
  return change(std::move(product))
      .unique_constraint<&Product::name>()
      .check_constraint<&Product::price_cents>("price_is_positive");
}

class BlockingRepoTest : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  BlockingRepoTest() { migrate(*database, migrations); }

  Product store(std::string name, std::int64_t price = 100) {
    return repo.insert(Product{.name = std::move(name), .price_cents = price}).value();
  }

  bool on_sqlite() const { return GetParam() == detail::Dialect::Kind::sqlite; }

  detail::TestDatabase place{GetParam()};
  std::unique_ptr<Database> database = place.open();
  BlockingRepo repo{*database};
};

ANQA_ON_BOTH_DATABASES(BlockingRepoTest);

TEST_P(BlockingRepoTest, StoresAndReadsBackEveryType) {
  const auto before = utc_now();
  const auto stored = repo.insert(Product{.name = "Grün' \"; --\n☕",
                                          .price_cents = std::numeric_limits<std::int64_t>::max(),
                                          .age = -3,
                                          .active = false,
                                          .weight = 0.1,
                                          .kind = Kind::cup});
  ASSERT_TRUE(stored);
  EXPECT_GT(stored->id, 0);
  EXPECT_GE(stored->timestamps.inserted_at, before);
  EXPECT_EQ(stored->timestamps.inserted_at, stored->timestamps.updated_at);
  EXPECT_EQ(repo.get<Product>(stored->id), *stored);
  EXPECT_EQ(repo.get<Product>(stored->id + 1), std::nullopt);
}

TEST_P(BlockingRepoTest, AnInvalidChangesetNeverReachesTheDatabase) {
  const auto failed = repo.insert(cast<&Product::name>(Product{}, {}).validate_required<&Product::name>());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().action(), ChangesetAction::insert);
  EXPECT_EQ(repo.count(from<Product>()), 0);
}

TEST_P(BlockingRepoTest, UpdatesWhatChangedAndNothingElse) {
  const auto stored = store("Tea");
  repo.update(change(stored).put_change<&Product::price_cents>(5)).value();
  // A changeset made from the older row does not undo the price.
  const auto updated = repo.update(change(stored).put_change<&Product::age>(7));
  ASSERT_TRUE(updated);
  const auto now = repo.get<Product>(stored.id);
  EXPECT_EQ(now->price_cents, 5);
  EXPECT_EQ(now->age, 7);
  EXPECT_GE(now->timestamps.updated_at, stored.timestamps.updated_at);
  EXPECT_EQ(now->timestamps.inserted_at, stored.timestamps.inserted_at);
  EXPECT_EQ(repo.update(change(*now)).value(), *now);
}

TEST_P(BlockingRepoTest, Deletes) {
  const auto stored = store("Tea");
  EXPECT_EQ(repo.delete_(stored).value(), stored);
  EXPECT_EQ(repo.get<Product>(stored.id), std::nullopt);
  EXPECT_THROW(repo.delete_(stored), StaleEntryError);
  EXPECT_THROW(repo.update(change(stored).put_change<&Product::age>(1)), StaleEntryError);
}

TEST_P(BlockingRepoTest, AUniqueViolationIsAnErrorOfTheField) {
  store("Tea");
  const auto failed = repo.insert(constrained({.name = "Tea"}));
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().errors_on<&Product::name>(), ElementsAre("has already been taken"));
  EXPECT_EQ(failed.error().errors()[0].validation, "unique");
  const auto cup = store("Cup");
  EXPECT_FALSE(repo.update(constrained(cup).put_change<&Product::name>("Tea")));
  EXPECT_EQ(repo.get<Product>(cup.id)->name, "Cup");
}

TEST_P(BlockingRepoTest, AConstraintThatWasNotDeclaredSaysWhatToDeclare) {
  store("Tea");
  try {
    repo.insert(Product{.name = "Tea"});
    FAIL();
  } catch (const ConstraintError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("INSERT INTO"), HasSubstr(".unique_constraint"),
                                    HasSubstr("products_name_index")));
  }
}

TEST_P(BlockingRepoTest, CheckForeignKeyAndNotNull) {
  EXPECT_THAT(
      repo.insert(constrained({.name = "x", .price_cents = -1})).error().errors_on<&Product::price_cents>(),
      ElementsAre("is invalid"));
  const auto lost =
      repo.insert(change(Order{.product_id = 99, .note = "n"}).foreign_key_constraint<&Order::product_id>());
  EXPECT_THAT(lost.error().errors_on<&Order::product_id>(), ElementsAre("does not exist"));
  const auto product = store("Tea");
  const auto blank = repo.insert(Order{.product_id = product.id});
  EXPECT_THAT(blank.error().errors_on<&Order::note>(), ElementsAre("can't be blank"));
  const auto order = repo.insert(Order{.product_id = product.id, .note = "n"});
  ASSERT_TRUE(order);
  EXPECT_FALSE(repo.update(
      change(*order).put_change<&Order::product_id>(77).foreign_key_constraint<&Order::product_id>()));
  EXPECT_THROW(repo.delete_(product), ConstraintError);
  EXPECT_EQ(repo.count(from<Product>()), 1);
}

TEST_P(BlockingRepoTest, QueriesAndAggregates) {
  for (int i = 1; i <= 9; ++i) store("Tea " + std::to_string(i), i * 10);
  auto dear =
      from<Product>().where(field<&Product::price_cents> > 50).order_by(desc(field<&Product::price_cents>));
  EXPECT_THAT(repo.all(dear), SizeIs(4));
  EXPECT_EQ(repo.all(auto(dear).limit(1).offset(1))[0].price_cents, 80);
  EXPECT_THAT(repo.all(from<Product>().offset(7)), SizeIs(2));
  EXPECT_EQ(repo.count(dear), 4);
  EXPECT_EQ(repo.count(auto(dear).limit(3)), 3);
  EXPECT_EQ(repo.sum<&Product::price_cents>(dear), 300);
  EXPECT_EQ(repo.max<&Product::name>(from<Product>()), "Tea 9");
  EXPECT_EQ(repo.min<&Product::age>(from<Product>()), std::nullopt);
  EXPECT_EQ(repo.avg<&Product::price_cents>(dear), 75.0);
  EXPECT_TRUE(repo.exists(dear));
  EXPECT_FALSE(repo.exists(from<Product>().where(field<&Product::price_cents> > 900)));
  EXPECT_EQ(repo.one(from<Product>().where(field<&Product::name> == "Tea 3"))->price_cents, 30);
  EXPECT_EQ(repo.one(from<Product>().where(field<&Product::name> == "none")), std::nullopt);
  EXPECT_THROW(repo.one(dear), MultipleResultsError);
  EXPECT_EQ(repo.delete_all(from<Product>().where(field<&Product::price_cents> > 50)), 4);
  EXPECT_EQ(repo.count(from<Product>()), 5);
}

TEST_P(BlockingRepoTest, ATransactionIsAllOrNothing) {
  repo.transaction([](BlockingRepo& tx) { tx.insert(Product{.name = "kept"}).value(); });
  EXPECT_THROW(repo.transaction([](BlockingRepo& tx) {
    tx.insert(Product{.name = "lost"}).value();
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  const auto failed = repo.transaction([](BlockingRepo& tx) {
    tx.insert(Product{.name = "lost"}).value();
    return tx.insert(constrained({.name = "kept"}));
  });
  EXPECT_FALSE(failed);
  const auto all = repo.all(from<Product>());
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].name, "kept");
}

TEST_P(BlockingRepoTest, ATransactionInsideOneIsASavepoint) {
  repo.transaction([](BlockingRepo& tx) {
    tx.insert(Product{.name = "outer"}).value();
    EXPECT_THROW(tx.transaction([](BlockingRepo& inner) {
      inner.insert(Product{.name = "inner"}).value();
      throw std::runtime_error("no");
    }),
                 std::runtime_error);
    tx.transaction([](BlockingRepo& inner) { inner.insert(Product{.name = "second"}).value(); });
    EXPECT_EQ(tx.count(from<Product>()), 2);
  });
  EXPECT_EQ(repo.count(from<Product>()), 2);
}

TEST_P(BlockingRepoTest, AValueIsNeverPartOfTheStatement) {
  const std::vector<std::string> attacks = {"'; DROP TABLE products; --",
                                            "\" OR \"1\"=\"1",
                                            "x' UNION SELECT * FROM orders --",
                                            "%",
                                            "_",
                                            "\\",
                                            "?1",
                                            "$1",
                                            ":a",
                                            "@a",
                                            "a'b",
                                            "--",
                                            "/*"};
  for (const auto& text : attacks) store(text);
  for (const auto& text : attacks) {
    const auto found = repo.all(from<Product>().where(field<&Product::name> == text));
    ASSERT_THAT(found, SizeIs(1)) << text;
    EXPECT_EQ(found[0].name, text);
    EXPECT_THAT(repo.all(from<Product>().where(like(field<&Product::name>, like_escape(text)))), SizeIs(1))
        << text;
    EXPECT_THAT(repo.all(from<Product>().where(in(field<&Product::name>, {text}))), SizeIs(1)) << text;
    repo.update(change(found[0]).put_change<&Product::name>(text + text)).value();
  }
  EXPECT_EQ(repo.count(from<Product>()), static_cast<std::int64_t>(attacks.size()));
}

TEST_P(BlockingRepoTest, WhatDoesNotFitTheSchemaIsAnErrorAndNeverAWrongRow) {
  const auto stored = store("Tea");
  auto run = [&](std::string_view sql) { database->writer("test")->execute(sql); };
  run("UPDATE products SET age = 3000000000");
  EXPECT_THROW(repo.get<Product>(stored.id), DatabaseError);
  run("UPDATE products SET age = NULL, kind = 'pot'");
  EXPECT_THROW(repo.get<Product>(stored.id), DatabaseError);
  auto spoil_time = [&] { run("UPDATE products SET kind = 'tea', inserted_at = '2026-02-30T00:00:00Z'"); };
  if (on_sqlite()) {
    spoil_time();
    EXPECT_THROW(repo.get<Product>(stored.id), DatabaseError);
  } else {
    EXPECT_THROW(spoil_time(), DatabaseError);
  }
  EXPECT_THROW(run("UPDATE products SET price_cents = 'many'"), DatabaseError);
  EXPECT_THROW(run("UPDATE products SET name = \"nosuchcolumn\""), DatabaseError);
  EXPECT_THROW(run("DELETE FROM products; DELETE FROM orders"), DatabaseError);
}

TEST_P(BlockingRepoTest, ManyThreadsReadAndWriteAtOnce) {
  constexpr int threads = 8, each = 40;
  std::atomic<int> readable = 0;
  {
    std::vector<std::jthread> all;
    for (int t = 0; t < threads; ++t) {
      all.emplace_back([&, t] {
        for (int i = 0; i < each; ++i) {
          const auto stored = store(std::to_string(t) + "/" + std::to_string(i));
          if (repo.get<Product>(stored.id) == stored) ++readable;
        }
      });
    }
  }
  EXPECT_EQ(readable, threads * each);
  EXPECT_EQ(repo.count(from<Product>()), threads * each);
}

TEST_P(BlockingRepoTest, OneOfManyWithTheSameNameWins) {
  std::atomic<int> won = 0, lost = 0;
  {
    std::vector<std::jthread> all;
    for (int t = 0; t < 8; ++t) {
      all.emplace_back([&] { (repo.insert(constrained({.name = "only"})) ? won : lost)++; });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 7);
}

TEST_P(BlockingRepoTest, CountersInTransactionsLoseNothing) {
  const auto counter = store("counter", 0);
  {
    std::vector<std::jthread> all;
    for (int t = 0; t < 4; ++t) {
      all.emplace_back([&] {
        for (int i = 0; i < 25; ++i) {
          repo.transaction([&](BlockingRepo& tx) {
            // In SQLite who writes is alone; in PostgreSQL a row is locked by writing it.
            tx.update(change(counter).put_change<&Product::age>(i)).value();
            const auto now = *tx.get<Product>(counter.id);
            tx.update(change(now).put_change<&Product::price_cents>(now.price_cents + 1)).value();
          });
        }
      });
    }
  }
  EXPECT_EQ(repo.get<Product>(counter.id)->price_cents, 100);
}

TEST(SqliteDatabase, SaysWhoHoldsTheConnection) {
  auto database = open_sqlite({.database = ":memory:", .queue_timeout = std::chrono::milliseconds(1)});
  const auto lease = database->writer("the nightly report");
  try {
    database->reader("a page");
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("the nightly report"), HasSubstr("a page")));
  }
}

TEST(SqliteDatabase, WaitsForAnotherProgramOnlySoLong) {
  detail::TemporaryFile file("shared.db");
  auto other = open_sqlite({.database = file.path()});
  migrate(*other, migrations);
  auto database = open_sqlite({.database = file.path(), .busy_timeout = std::chrono::milliseconds(1)});
  BlockingRepo repo(*database);
  {
    const auto lease = other->writer("a long import");
    lease->execute("BEGIN IMMEDIATE");
    try {
      repo.insert(Product{.name = "late"});
      ADD_FAILURE();
    } catch (const DatabaseError& error) {
      EXPECT_THAT(error.what(), HasSubstr("locked"));
    }
    EXPECT_EQ(repo.count(from<Product>()), 0);  // reading goes on meanwhile
  }
  // The lease that left a transaction open was rolled back when it was given back.
  EXPECT_TRUE(repo.insert(Product{.name = "late"}));
}

TEST(SqliteDatabase, AFullDiskIsAnErrorAndChangesNothing) {
  detail::TemporaryFile file("kept.db");
  {
    auto database = open_sqlite({.database = file.path()});
    migrate(*database, migrations);
    database->writer("test")->execute("PRAGMA max_page_count = 1");
    BlockingRepo repo(*database);
    EXPECT_THROW(repo.insert(Product{.name = std::string(1'000'000, 'x')}),
                 DatabaseError);  // as on a full disk
    EXPECT_EQ(repo.count(from<Product>()), 0);
    database->writer("test")->execute("PRAGMA max_page_count = 100000");
    EXPECT_TRUE(repo.insert(Product{.name = "small"}));
  }
}

TEST(SqliteDatabase, SaysWhichFileItCannotOpen) {
  detail::TemporaryFile file("folder");
  std::filesystem::create_directory(file.path());
  try {
    open_sqlite({.database = file.path()});
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr(file.path()));
  }
}

TEST(SqliteDatabase, KeepsWhatWasStored) {
  detail::TemporaryFile file("a/new/folder/kept.db");
  std::int64_t id = 0;
  {
    auto database = open_sqlite({.database = file.path()});
    migrate(*database, migrations);
    id = BlockingRepo(*database).insert(Product{.name = "kept"})->id;
  }
  auto database = open_sqlite({.database = file.path(), .durable = false});
  EXPECT_EQ(BlockingRepo(*database).get<Product>(id)->name, "kept");
}

}  // namespace
}  // namespace anqa
