#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
};

const std::vector<Migration> migrations = {
    {1, "teas", [](MigrationSteps& db) { db.create_table("teas").add("name", ColumnType::string); }}};

PROCESS_TEST(RepoServer, DoesNotStartWithoutTheConstraintsOfItsChangesets) {
  const LogCapture log;
  trap_exit();
  Repo repo("test");
  const auto server =
      start_link<RepoServer>({.repo = repo,
                              .sqlite = {.database = ":memory:"},
                              .migrations = migrations,
                              .changesets = {[] { return change(Tea{}).unique_constraint<&Tea::name>(); }}});
  co_await down(server.pid());
  EXPECT_FALSE(repo.is_open());
  EXPECT_THAT(log.text(), HasSubstr("add to a migration: db.unique_index(\"teas\", {\"name\"});"));
}

}  // namespace
