#include "anqa/data/detail/connection_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/working_for.hpp"

namespace anqa::detail {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

/// What the connections of a test have in common: whether the database is there, and what was run.
struct Fake {
  std::atomic<bool> away = false;
  std::atomic<int> made = 0;
  std::atomic<int> attempts = 0;
  std::mutex mutex;
  std::vector<std::string> ran;
};

class FakeConnection : public Connection {
 public:
  explicit FakeConnection(Fake& fake) : fake_(fake) {
    ++fake.attempts;
    if (fake.away) throw ConnectionError("nobody listens");
    ++fake.made;
  }
  const Dialect& dialect() const override { return sqlite_dialect; }
  void run_script(std::string_view) override {}
  std::int64_t last_insert_id() override { return 0; }
  std::string_view begin_statement() const override { return "BEGIN"; }
  bool in_transaction() const override { return in_transaction_; }
  bool usable() override { return !fake_.away; }
  std::vector<std::string> dangling_references(std::string_view, std::span<const std::string_view>,
                                               std::span<const SqlValue>) override {
    return {};
  }

 protected:
  std::unique_ptr<Cursor> run_query(std::string_view, std::span<const SqlValue>) override { return {}; }
  std::int64_t run_execute(std::string_view sql, std::span<const SqlValue>) override {
    if (sql == "BEGIN") in_transaction_ = true;
    if (sql == "ROLLBACK") in_transaction_ = false;
    if (sql == "ROLLBACK" && fake_.away) throw ConnectionError("gone");
    const std::lock_guard lock(fake_.mutex);
    fake_.ran.emplace_back(sql);
    return 0;
  }

 private:
  Fake& fake_;
  bool in_transaction_ = false;
};

ConnectionPool::Options options(int size, std::chrono::milliseconds timeout = 60s) {
  return {.name = "fake", .size = size, .timeout = timeout, .backoff_min = 1ms, .backoff_max = 4ms};
}
ConnectionPool::Make make(Fake& fake) {
  return [&fake] { return std::make_unique<FakeConnection>(fake); };
}

TEST(ConnectionPool, MakesWhatIsNeededAndNoMore) {
  Fake fake;
  ConnectionPool pool(options(2), make(fake));
  {
    const auto first = pool.take("a");
  }
  {
    const auto again = pool.take("b");
  }
  EXPECT_EQ(fake.made, 1);
  const auto first = pool.take("a"), second = pool.take("b");
  EXPECT_EQ(fake.made, 2);
}

TEST(ConnectionPool, SaysWhoHoldsWhatAndWhatRuns) {
  Fake fake;
  ConnectionPool pool(options(2, 1ms), make(fake));
  const WorkingFor me(Pid{7, 3});
  const auto report = pool.take("the nightly report");
  report->execute("SELECT everything");
  const auto other = pool.take("an import");
  try {
    pool.take("a page");
    FAIL();
  } catch (const ConnectionError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("a page"), HasSubstr("2 of 2 are held"), HasSubstr("the nightly report of <"),
                      HasSubstr("last ran: SELECT everything"), HasSubstr("an import of <0.7.3>, for ")));
  }
}

TEST(ConnectionPool, RollsBackWhatWasLeftOpen) {
  Fake fake;
  ConnectionPool pool(options(1), make(fake));
  {
    const auto lease = pool.take("a");
    lease->execute("BEGIN");
  }
  EXPECT_THAT(fake.ran, ElementsAre("BEGIN", "ROLLBACK"));
  EXPECT_EQ(fake.made, 1);
}

TEST(ConnectionPool, ReplacesWhatCannotBeRolledBack) {
  const LogCapture quiet;
  Fake fake;
  ConnectionPool pool(options(1), make(fake));
  {
    const auto lease = pool.take("a");
    lease->execute("BEGIN");
    fake.away = true;
  }
  fake.away = false;
  const auto lease = pool.take("b");
  EXPECT_EQ(fake.made, 2);
}

TEST(ConnectionPool, SaysThatTheDatabaseIsAway) {
  const LogCapture quiet;
  Fake fake;
  fake.away = true;
  ConnectionPool pool(options(1, 20ms), make(fake));
  try {
    pool.take("a page");
    FAIL();
  } catch (const ConnectionError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("cannot be reached: nobody listens"), HasSubstr("0 of 1")));
  }
  EXPECT_GE(fake.attempts, 2);
}

TEST(ConnectionPool, WhoWaitsWhileTheDatabaseIsAwayIsServedWhenItIsBack) {
  const LogCapture quiet;
  Fake fake;
  ConnectionPool pool(options(3), make(fake));
  {
    const auto first = pool.take("a");
  }
  fake.away = true;
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> waiting;
    for (int i = 0; i < 20; ++i) {
      waiting.emplace_back([&] {
        const auto lease = pool.take("b");
        lease->execute("SELECT 1");
        ++served;
      });
    }
    while (fake.attempts < 5) std::this_thread::yield();
    EXPECT_EQ(served, 0);
    fake.away = false;
  }
  EXPECT_EQ(served, 20);
}

TEST(ConnectionPool, ServesManyMoreThanItHasConnections) {
  Fake fake;
  ConnectionPool pool(options(4), make(fake));
  std::atomic<int> at_once = 0, most = 0;
  {
    std::vector<std::jthread> all;
    for (int t = 0; t < 100; ++t) {
      all.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
          const auto lease = pool.take("c");
          const int now = ++at_once;
          int before = most;
          while (before < now && !most.compare_exchange_weak(before, now)) {
          }
          --at_once;
        }
      });
    }
  }
  EXPECT_LE(most, 4);
  EXPECT_LE(fake.made, 4);
}

}  // namespace
}  // namespace anqa::detail
