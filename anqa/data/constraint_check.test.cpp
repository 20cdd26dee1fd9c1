#include "anqa/data/constraint_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  std::string sort;
  std::int64_t grower_id = 0;
  int stock = 0;
};

const Migration migrations[] = {{1, "teas", [](MigrationSteps& db) {
                                   db.create_table("growers").add("name", ColumnType::string);
                                   db.create_table("teas")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("sort", ColumnType::string, {.null = false})
                                       .references("grower_id", "growers", {.null = false})
                                       .add("stock", ColumnType::integer, {.null = false})
                                       .check("stock_is_not_negative", "stock >= 0");
                                   db.unique_index("teas", {"name", "sort"});
                                   db.unique_index("teas", {IndexColumn::expression("lower(name)")},
                                                   {.name = "teas_lower_name"});
                                 }}};

struct Grower : Schema<"growers"> {
  std::int64_t id = 0;
  std::string name;
};

class Constraints : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Constraints() { migrate(*database, migrations); }

  LogCapture quiet;
  detail::TestDatabase place{GetParam()};
  std::unique_ptr<Database> database = place.open();
};
ANQA_ON_BOTH_DATABASES(Constraints);

TEST_P(Constraints, ThatAMigrationMadeAreFound) {
  const std::vector<ConstraintCheck> checks = {
      [] {
        return change(Tea{})
            .unique_constraint<&Tea::name, &Tea::sort>()
            .unique_constraint<&Tea::name>({.name = "teas_lower_name"})
            .foreign_key_constraint<&Tea::grower_id>()
            .check_constraint<&Tea::stock>("stock_is_not_negative");
      },
      [] { return change(Grower{}).no_assoc_constraint<&Grower::id>("teas_grower_id_fkey"); },
  };
  EXPECT_THAT(missing_constraints(*database, checks), IsEmpty());
  require_constraints(*database, checks);
}

TEST_P(Constraints, ThatNoMigrationMadeAreToldWithTheLineToAdd) {
  const std::vector<ConstraintCheck> checks = {
      [] {
        return change(Tea{})
            .unique_constraint<&Tea::name>()
            .unique_constraint<&Tea::name, &Tea::sort>()
            .unique_constraint<&Tea::sort>({.name = "one_of_a_sort"})
            .foreign_key_constraint<&Tea::grower_id>({.name = "teas_growers"})
            .check_constraint<&Tea::stock>("stock_is_small");
      },
      [] { return change(Tea{}).unique_constraint<&Tea::name>(); },
  };
  try {
    require_constraints(*database, checks);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("teas_name_index of teas; add to a migration: db.unique_index(\"teas\", "
                                "{\"name\"});"),
                      HasSubstr("one_of_a_sort"), HasSubstr("{.name = \"one_of_a_sort\"}"),
                      HasSubstr("db.alter_table(\"teas\").references(\"grower_id\", …);"),
                      HasSubstr("db.create_constraint(\"teas\", \"stock_is_small\", \"…\");"),
                      Not(HasSubstr("teas_name_sort_index"))));
  }
  EXPECT_EQ(missing_constraints(*database, checks).size(), 4u);
}

}  // namespace
}  // namespace anqa
