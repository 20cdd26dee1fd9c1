#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
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

Task<void> expect_refused(RepoServer::Options options) {
  const LogCapture log;
  trap_exit();
  const Repo repo = options.repo;
  options.migrations = migrations;
  options.changesets = {[] { return change(Tea{}).unique_constraint<&Tea::name>(); }};
  const auto server = start_link<RepoServer>(std::move(options));
  co_await down(server.pid());
  EXPECT_FALSE(repo.is_open());
  EXPECT_THAT(log.text(), HasSubstr("add to a migration: db.unique_index(\"teas\", {\"name\"});"));
}

PROCESS_TEST(RepoServer, DoesNotStartWithoutTheConstraintsOfItsChangesets) {
  co_await expect_refused({.repo = Repo("test"), .sqlite = {.database = ":memory:"}});
}
PROCESS_TEST(RepoServerPostgres, DoesNotStartWithoutTheConstraintsOfItsChangesets) {
  static const std::string url = detail::PostgresCluster::shared().new_database();
  co_await expect_refused({.repo = Repo("test"), .postgres = {.url = url}});
}

}  // namespace
