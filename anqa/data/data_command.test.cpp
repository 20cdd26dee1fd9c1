#include "anqa/data/data_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/structure.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<Migration> history = {
    {20261123000001, "create teas",
     [](MigrationSteps& db) {
       db.create_table("teas")
           .add("name", ColumnType::string, {.null = false})
           .check("name_is_not_empty", "length(name) > 0")
           .timestamps();
       db.unique_index("teas", {"name"});
     }},
    {20261123000002, "create cups",
     [](MigrationSteps& db) { db.create_table("cups").references("tea_id", "teas", {.null = false}); }},
};

class DataCommand : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  RepoServer::Options options(const std::string& url) const {
    RepoServer::Options options{.repo = Repo("test"), .migrations = history};
    if (GetParam() == detail::Dialect::Kind::postgres) {
      options.postgres.url = url;
      options.postgres.queue_timeout = std::chrono::seconds(60);
    } else {
      options.sqlite = {.database = url, .durable = false};
    }
    return options;
  }
  std::string address() const {
    return GetParam() == detail::Dialect::Kind::postgres ? place.url() : file.path();
  }

  /// Runs `shop WORDS`; its output is in `out` and `err` then.
  int run(std::vector<const char*> words, const RepoServer::Options& with) {
    words.insert(words.begin(), "shop");
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const auto status = run_data_command(static_cast<int>(words.size()), words.data(), with);
    out = ::testing::internal::GetCapturedStdout();
    err = ::testing::internal::GetCapturedStderr();
    return status.value_or(-1);
  }
  int run(const std::vector<const char*>& words) { return run(words, options(address())); }

  std::vector<std::int64_t> versions() { return migrated_versions(*open(address())); }
  std::unique_ptr<Database> open(const std::string& url) const {
    const auto with = options(url);
    return with.postgres.url.empty() ? open_sqlite(with.sqlite) : open_postgres(with.postgres);
  }

  detail::TestDatabase place{GetParam()};
  detail::TemporaryFile file{"command.db"};
  LogCapture log;
  std::string out, err;
};
ANQA_ON_BOTH_DATABASES(DataCommand);

TEST_P(DataCommand, LeavesWhatIsSomethingElse) {
  EXPECT_EQ(run({}), -1);
  EXPECT_EQ(run({"serve"}), -1);
  EXPECT_EQ(run({"--routes"}), -1);
}

TEST_P(DataCommand, MigratesAndRollsBack) {
  EXPECT_EQ(run({"migrate", "--step", "1"}), 0);
  EXPECT_THAT(out, HasSubstr("1 migrations run"));
  EXPECT_EQ(run({"migrations"}), 0);
  EXPECT_THAT(out, AllOf(HasSubstr("up      20261123000001  create teas"),
                         HasSubstr("down    20261123000002  create cups")));
  EXPECT_EQ(run({"migrate", "--log-migrations-sql"}), 0);
  EXPECT_THAT(log.text(), HasSubstr("CREATE TABLE \"cups\""));
  EXPECT_EQ(run({"migrate"}), 0);
  EXPECT_THAT(out, HasSubstr("up already"));
  EXPECT_EQ(run({"rollback"}), 0);
  EXPECT_THAT(versions(), ElementsAre(20261123000001));
  EXPECT_EQ(run({"migrate", "--to", "20261123000002", "--quiet"}), 0);
  EXPECT_EQ(out, "");
  EXPECT_EQ(run({"rollback", "--to", "20261123000002"}), 0);
  EXPECT_THAT(versions(), ElementsAre(20261123000001));
  EXPECT_EQ(run({"rollback", "--all"}), 0);
  EXPECT_THAT(versions(), IsEmpty());
}

TEST_P(DataCommand, RefusesWhatComesLateWhenTheOrderIsStrict) {
  auto late = options(address());
  EXPECT_EQ(run({"migrate", "--strict-version-order"}, late), 0);
  late.migrations.push_back({20261123000000, "late", [](MigrationSteps& db) { db.create_table("pots"); }});
  EXPECT_EQ(run({"migrate", "--strict-version-order"}, late), 1);
  EXPECT_THAT(err, AllOf(HasSubstr("20261123000000 (late) was not run"), HasSubstr("20261123000002")));
  EXPECT_EQ(run({"migrate"}, late), 0);
  EXPECT_THAT(versions(), ElementsAre(20261123000000, 20261123000001, 20261123000002));
}

TEST_P(DataCommand, MigratesATenant) {
  EXPECT_EQ(run({"migrate", "--prefix"}), 2);
  EXPECT_THAT(err, HasSubstr("--prefix takes a name"));
  if (GetParam() == detail::Dialect::Kind::sqlite) {
    EXPECT_EQ(run({"migrate", "--prefix", "acme"}), 1);
    EXPECT_THAT(err, HasSubstr("a schema of PostgreSQL's"));
    return;
  }
  EXPECT_EQ(run({"migrate", "--prefix", "acme"}), 0);
  EXPECT_THAT(out, HasSubstr("2 migrations run"));
  EXPECT_EQ(run({"migrations", "--prefix", "acme"}), 0);
  EXPECT_THAT(out, HasSubstr("up      20261123000002"));
  EXPECT_THAT(versions(), IsEmpty());
  EXPECT_EQ(run({"rollback", "--prefix", "acme", "--all"}), 0);
  EXPECT_THAT(out, HasSubstr("2 migrations rolled back"));
}

TEST_P(DataCommand, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(run({"migrate", "--step", "two"}), 2);
  EXPECT_THAT(err, AllOf(HasSubstr("--step takes a number, not 'two'"), HasSubstr("usage: shop migrate")));
  EXPECT_EQ(run({"migrate", "--to"}), 2);
  EXPECT_EQ(run({"migrations", "--step", "1"}), 2);
  EXPECT_THAT(err, HasSubstr("migrations has no option --step"));
  EXPECT_EQ(run({"rollback", "1"}), 2);
  EXPECT_EQ(run({"rollback", "--all", "--step", "1"}), 2);
  EXPECT_EQ(run({"structure", "show"}), 2);
  EXPECT_THAT(versions(), IsEmpty());
}

TEST_P(DataCommand, SaysWhichMigrationFailed) {
  auto broken = options(address());
  broken.migrations.push_back(
      {20261123000003, "broken", [](MigrationSteps& db) { db.execute("DROP TABLE nowhere"); }});
  EXPECT_EQ(run({"migrate"}, broken), 1);
  EXPECT_THAT(err, HasSubstr("20261123000003 (broken) failed and was undone"));
  EXPECT_THAT(versions(), ElementsAre(20261123000001, 20261123000002));
}

TEST_P(DataCommand, AStructureIsDumpedAndLoaded) {
  if (GetParam() == detail::Dialect::Kind::postgres) {
    // Where Debian has it; a user has it in PATH.
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      setenv("PATH", (version.path().string() + "/bin:" + getenv("PATH")).c_str(), 1);
    }
  }
  detail::TemporaryFile dump("structure.sql");
  EXPECT_EQ(run({"migrate"}), 0);
  EXPECT_EQ(run({"structure", "dump", dump.path().c_str()}), 0) << err;

  const detail::TestDatabase elsewhere(GetParam());
  detail::TemporaryFile other_file("other.db");
  const std::string other =
      GetParam() == detail::Dialect::Kind::postgres ? elsewhere.url() : other_file.path();
  EXPECT_EQ(run({"structure", "load", dump.path().c_str()}, options(other)), 0) << err;
  const auto database = open(other);
  EXPECT_THAT(migrated_versions(*database), ElementsAre(20261123000001, 20261123000002));
  // What the migrations made is there, with its constraints.
  auto lease = database->writer("test");
  const bool sqlite = GetParam() == detail::Dialect::Kind::sqlite;
  const std::string insert = sqlite ? "INSERT INTO teas (name, inserted_at, updated_at) VALUES (?1, ?2, ?2)"
                                    : "INSERT INTO teas (name, inserted_at, updated_at) VALUES ($1, $2, $2)";
  const SqlValue tea[] = {std::string("Assam"), utc_now()};
  const SqlValue empty[] = {std::string(), utc_now()};
  EXPECT_EQ(lease->execute(insert, tea), 1);
  EXPECT_THROW(lease->execute(insert, tea), ConstraintError);
  EXPECT_THROW(lease->execute(insert, empty), ConstraintError);
  EXPECT_EQ(run({"structure", "load", "/nowhere/structure.sql"}), 1);
  EXPECT_THAT(err, HasSubstr("cannot be read from /nowhere/structure.sql"));
}

TEST(StructurePostgres, APasswordIsNoArgumentOfPgDump) {
  const auto folder = std::filesystem::temp_directory_path() / ("anqa-pg-dump-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const auto program = folder / "pg_dump";
  std::ofstream(program) << "#!/bin/sh\necho \"arguments $*\"\necho \"password $PGPASSWORD\"\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const std::string path = getenv("PATH");
  setenv("PATH", (folder.string() + ":" + path).c_str(), 1);
  const detail::TestDatabase place(detail::Dialect::Kind::postgres);
  const auto database = place.open();
  const auto text =
      dump_structure(*database, place.url() + R"( password='it\'s secret' application_name='a b')");
  setenv("PATH", path.c_str(), 1);
  std::filesystem::remove_all(folder);
  EXPECT_THAT(text, AllOf(HasSubstr("dbname='test_"), HasSubstr("application_name='a b'")));
  EXPECT_THAT(text, HasSubstr("password it's secret\n"));
  EXPECT_THAT(text.substr(0, text.find('\n')), ::testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace anqa
