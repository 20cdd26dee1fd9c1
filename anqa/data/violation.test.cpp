// A violated constraint inside a transaction: an error of the changeset, and the transaction goes on, on both
// databases.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/multi.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  int stock = 0;
};

struct Cup : Schema<"cups"> {
  std::int64_t id = 0;
  std::int64_t tea_id = 0;
};

const Migration migrations[] = {{1, "teas", [](MigrationSteps& db) {
                                   db.create_table("teas")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("stock", ColumnType::integer, {.null = false})
                                       .check("stock_is_not_negative", "stock >= 0");
                                   db.unique_index("teas", {"name"});
                                   db.create_table("cups").references("tea_id", "teas", {.null = false});
                                 }}};

Changeset<Tea> constrained(Tea tea) {
  return change(std::move(tea))
      .unique_constraint<&Tea::name>()
      .check_constraint<&Tea::stock>("stock_is_not_negative")
      .no_assoc_constraint<&Tea::id>("cups_tea_id_fkey");
}

class Violation : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Violation() { migrate(*database, migrations); }

  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (auto& tea : repo.all(from<Tea>().order_by(asc(field<&Tea::name>)))) all.push_back(tea.name);
    return all;
  }

  LogCapture quiet;
  detail::TestDatabase place{GetParam()};
  std::unique_ptr<Database> database = place.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(Violation);

TEST_P(Violation, LeavesTheTransactionAsItWas) {
  repo.transaction([](BlockingRepo& tx) {
    const auto assam = tx.insert(constrained({.name = "Assam"})).value();
    EXPECT_FALSE(tx.insert(constrained({.name = "Assam"})).has_value());
    EXPECT_FALSE(tx.insert(constrained({.name = "Less", .stock = -1})).has_value());
    const auto ceylon = tx.insert(constrained({.name = "Ceylon"})).value();
    EXPECT_FALSE(tx.update(constrained(ceylon).put_change<&Tea::name>("Assam")).has_value());
    tx.insert(Cup{.tea_id = assam.id}).value();
    EXPECT_FALSE(tx.insert(change(Cup{.tea_id = 999}).foreign_key_constraint<&Cup::tea_id>()).has_value());
    EXPECT_FALSE(tx.insert(constrained({.name = "Ceylon", .stock = -1}),
                           on_conflict<&Tea::name>().replace<&Tea::stock>())
                     .has_value());
    tx.insert(constrained({.name = "Darjeeling"})).value();
    EXPECT_EQ(tx.count(from<Tea>()), 3);
  });
  EXPECT_THAT(names(), ElementsAre("Assam", "Ceylon", "Darjeeling"));
}

TEST_P(Violation, InsideAnInnerTransactionToo) {
  repo.transaction([](BlockingRepo& tx) {
    tx.insert(constrained({.name = "Assam"})).value();
    const auto inner = tx.transaction([](BlockingRepo& in) -> result<Tea, Changeset<Tea>> {
      in.insert(constrained({.name = "Ceylon"})).value();
      return in.insert(constrained({.name = "Assam"}));
    });
    EXPECT_FALSE(inner.has_value());
    tx.insert(constrained({.name = "Darjeeling"})).value();
  });
  EXPECT_THAT(names(), ElementsAre("Assam", "Darjeeling"));
}

TEST_P(Violation, InAMultiThatGoesOn) {
  const auto done = repo.transaction(Multi()
                                         .insert("first", constrained({.name = "Assam"}))
                                         .run("second",
                                              [](BlockingRepo& tx, const MultiResults&) {
                                                return tx.insert(constrained({.name = "Assam"})).has_value();
                                              })
                                         .insert("third", constrained({.name = "Ceylon"})));
  ASSERT_TRUE(done.has_value());
  EXPECT_FALSE(done->get<bool>("second"));
  EXPECT_THAT(names(), ElementsAre("Assam", "Ceylon"));
}

TEST_P(Violation, ThatIsNotDeclaredUndoesAll) {
  EXPECT_THROW(repo.transaction([](BlockingRepo& tx) {
    tx.insert(Tea{.name = "Assam"}).value();
    tx.insert(Tea{.name = "Assam"}).value();
  }),
               ConstraintError);
  EXPECT_THAT(names(), ElementsAre());
}

class ReadOnly : public Violation {
 protected:
  std::unique_ptr<Database> reopened() const {
    if (GetParam() == detail::Dialect::Kind::postgres) {
      return open_postgres({.url = place.url(), .read_only = true});
    }
    return open_sqlite({.database = place.file(), .read_only = true});
  }
};
ANQA_ON_BOTH_DATABASES(ReadOnly);

TEST_P(ReadOnly, ARepoReadsAndRefusesToWrite) {
  repo.insert(Tea{.name = "Assam"}).value();
  const auto replica = reopened();
  BlockingRepo reading(*replica);
  EXPECT_EQ(reading.count(from<Tea>()), 1);
  reading.transaction([](BlockingRepo& tx) {
    for (const Tea& tea : tx.stream(from<Tea>())) EXPECT_EQ(tea.name, "Assam");
  });
  try {
    reading.insert(Tea{.name = "Ceylon"});
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr(GetParam() == detail::Dialect::Kind::postgres ? "read-only transaction"
                                                                        : "readonly database"));
  }
  EXPECT_THROW(reading.transaction([](BlockingRepo& tx) { tx.delete_all(from<Tea>()); }), DatabaseError);
  EXPECT_THAT(names(), ElementsAre("Assam"));
}

}  // namespace
}  // namespace anqa
