// One schema of PostgreSQL, or one attached database of SQLite, for each tenant.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/association.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/multi.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Tag : Schema<"tags"> {
  std::int64_t id = 0;
  std::string text;
};

struct Step : Schema<"steps"> {
  std::int64_t id = 0;
  std::int64_t job_id = 0;
  std::string name;
};

struct Job : Schema<"jobs"> {
  std::int64_t id = 0;
  std::string name;
  has_many<Step, "job_id", OnReplace::delete_, OnDelete::delete_all> steps;
  many_to_many<Tag, "jobs_tags", "", "", OnReplace::delete_, OnDelete::delete_all> tags;
};

const std::vector<Migration> migrations = {
    {1, "jobs",
     [](MigrationSteps& db) {
       db.create_table("jobs").add("name", ColumnType::string, {.null = false});
       db.create_table("steps")
           .references("job_id", "jobs", {.null = false})
           .add("name", ColumnType::string, {.null = false});
       db.create_table("tags").add("text", ColumnType::string, {.null = false});
       db.create_table("jobs_tags")
           .references("job_id", "jobs", {.null = false})
           .references("tag_id", "tags", {.null = false});
       db.unique_index("jobs", {"name"});
     }},
};

Changeset<Job> named(std::string name) {
  return change(Job{.name = std::move(name)}).unique_constraint<&Job::name>();
}

auto jobs() { return from<Job>().preload<&Job::steps>().preload<&Job::tags>().put_query_prefix("main"); }

class Prefix : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Prefix() {
    if (GetParam() == detail::Dialect::Kind::postgres) {
      migrate(*database, migrations, {.prefix = "main"});
    } else {
      migrate(*database, migrations);
    }
  }

  LogCapture quiet;
  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  const WriteOptions there{.prefix = "main"};
};
ANQA_ON_BOTH_DATABASES(Prefix);

TEST_P(Prefix, OfAWriteIsThatOfAllThatGoesWithIt) {
  auto changeset = named("a")
                       .put_assoc<&Job::steps>(std::vector<Step>{{.name = "x"}, {.name = "y"}})
                       .put_assoc<&Job::tags>(std::vector<Tag>{{.text = "t"}});
  repo.insert(std::move(changeset), there).value();
  const auto stored = repo.one(jobs()).value();
  EXPECT_THAT(stored.steps, SizeIs(2));
  ASSERT_THAT(stored.tags, SizeIs(1));
  EXPECT_EQ(stored.tags[0].text, "t");
  EXPECT_FALSE(repo.insert(named("a"), there));

  repo.update(change(stored)
                  .put_change<&Job::name>("b")
                  .put_assoc<&Job::steps>(std::vector<Step>{stored.steps[1]})
                  .put_assoc<&Job::tags>(std::vector<Tag>{}),
              there)
      .value();
  const auto changed = repo.one(jobs()).value();
  EXPECT_EQ(changed.name, "b");
  EXPECT_THAT(changed.steps, SizeIs(1));
  EXPECT_THAT(changed.tags, SizeIs(0));

  repo.insert(named("b"), on_conflict<&Job::name>().nothing(), there).value();
  EXPECT_EQ(repo.insert_all(std::vector<Job>{{.name = "c"}, {.name = "d"}}, {}, there), 2);
  EXPECT_EQ(repo.count(from<Job>().put_query_prefix("main")), 3);
  repo.delete_(changed, there).value();
  EXPECT_EQ(repo.count(from<Step>().put_query_prefix("main")), 0);
  EXPECT_TRUE(repo.transaction(Multi().insert("e", named("e").put_prefix("main"))));
  EXPECT_EQ(repo.count(from<Job>().put_query_prefix("main")), 3);
}

TEST_P(Prefix, ThatIsNotThereIsAnError) {
  const WriteOptions nowhere{.prefix = "no\"where; DROP TABLE jobs"};
  EXPECT_THROW(repo.insert(named("a"), nowhere), DatabaseError);
  EXPECT_THROW(repo.update(change(Job{.id = 1}).put_change<&Job::name>("x"), nowhere), DatabaseError);
  EXPECT_THROW(repo.delete_(Job{.id = 1}, nowhere), DatabaseError);
  EXPECT_THROW(repo.insert_all(std::vector<Job>{{.name = "c"}}, {}, nowhere), DatabaseError);
  if (GetParam() == detail::Dialect::Kind::postgres) {
    EXPECT_THROW(repo.insert(named("a")), DatabaseError) << "the tables are in the tenant's schema only";
  }
}

TEST(PrefixPostgres, TenantsAreMigratedOneByOne) {
  const LogCapture quiet;
  const detail::TestDatabase where(detail::Dialect::Kind::postgres);
  const auto database = where.open();
  BlockingRepo repo(*database);
  for (const char* tenant : {"one", "Two \"2\""}) {
    EXPECT_THAT(migrate(*database, migrations, {.prefix = tenant}), ElementsAre(1));
    EXPECT_THAT(migrate(*database, migrations, {.prefix = tenant}), IsEmpty());
    repo.insert(named("same"), {.prefix = tenant}).value();
  }
  EXPECT_THAT(migrated_versions(*database), IsEmpty());
  EXPECT_THAT(rollback(*database, migrations, {.prefix = "one"}), ElementsAre(1));
  EXPECT_FALSE(migration_status(*database, migrations, "one")[0].up);
  EXPECT_TRUE(migration_status(*database, migrations, "Two \"2\"")[0].up);
  EXPECT_EQ(repo.count(from<Job>().put_query_prefix("Two \"2\"")), 1);
  EXPECT_THROW(repo.count(from<Job>()), DatabaseError) << "the search path is what it was";
}

TEST(PrefixSqlite, MigrationsHaveNone) {
  const auto database = open_sqlite({.database = ":memory:"});
  try {
    migrate(*database, migrations, {.prefix = "one"});
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a tenant has a file of its own"));
  }
}

}  // namespace
}  // namespace anqa
