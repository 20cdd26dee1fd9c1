#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <vector>

#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/data/sandbox.hpp"
#include "anqa/runtime/deterministic.hpp"

namespace anqa::detail {

using RepoTestBody = Task<void> (*)(Repo);

/// Migrated, and with no rows: SQLite in memory, anew each time; on PostgreSQL one database for all tests
/// with these migrations, in a sandbox.
inline Repo repo_for_test(Dialect::Kind kind, const std::vector<Migration>& migrations) {
  if (kind == Dialect::Kind::sqlite) {
    Repo repo("test");
    repo.open({.database = ":memory:"});
    repo.migrate(migrations);
    Sandbox::mode(repo, Sandbox::manual);
    return repo;
  }
  static std::map<const void*, Repo> opened;
  const auto found = opened.find(&migrations);
  if (found != opened.end()) return found->second;
  Repo repo("test");
  repo.open(PostgresOptions{.url = PostgresCluster::shared().new_database(),
                            .queue_timeout = std::chrono::seconds(60)});
  repo.migrate(migrations);
  Sandbox::mode(repo, Sandbox::manual);
  opened.emplace(&migrations, repo);
  return repo;
}

inline Task<void> own_and_run(Repo repo, RepoTestBody body) {
  const auto owner = Sandbox::start_owner(repo);
  co_await body(repo);
}

/// Runs the body under these seeds. `owned`: as one that owns a connection; without, it begins by making
/// itself or another one an owner.
template <class Seeds>
void run_repo_test(const Seeds& wanted, Dialect::Kind kind, const std::vector<Migration>& migrations,
                   RepoTestBody body, bool owned) {
  for (auto seed = wanted.first; seed < wanted.first + wanted.count; ++seed) {
    SCOPED_TRACE(::testing::Message() << "replay with ANQA_SEED=" << seed);
    const Repo repo = repo_for_test(kind, migrations);
    System system(std::make_unique<DeterministicScheduler>(seed));
    try {
      owned ? system.run(own_and_run, repo, body) : system.run(body, repo);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "the test's process threw: " << error.what();
    }
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace anqa::detail

#define ANQA_REPO_TEST_(suite, name, migrations, owned)                                              \
  static ::anqa::Task<void> suite##_##name##_body(::anqa::Repo repo);                                \
  TEST(suite, name##OnSqlite) {                                                                      \
    ::anqa::detail::run_repo_test(::anqa::testing::seeds(), ::anqa::detail::Dialect::Kind::sqlite,   \
                                  migrations, &suite##_##name##_body, owned);                        \
  }                                                                                                  \
  TEST(suite, name##OnPostgres) {                                                                    \
    ::anqa::detail::run_repo_test(::anqa::testing::seeds(), ::anqa::detail::Dialect::Kind::postgres, \
                                  migrations, &suite##_##name##_body, owned);                        \
  }                                                                                                  \
  static ::anqa::Task<void> suite##_##name##_body(::anqa::Repo repo)

/// A test in a process, under all seeds, on both databases: `REPO_TEST(Orders, ArePlaced, migrations) { … }`,
/// whose body has a `repo` with these migrations and no rows. `migrations` lasts as long as the program. The
/// test includes anqa/testing/process_test.hpp.
#define REPO_TEST(suite, name, migrations) ANQA_REPO_TEST_(suite, name, migrations, true)
/// The same where the body starts the owner of a sandbox itself.
#define SANDBOX_TEST(suite, name, migrations) ANQA_REPO_TEST_(suite, name, migrations, false)
