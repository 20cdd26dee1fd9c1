#include "anqa/data/sandbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/internal/repo_test.hpp"
#include "anqa/otp/async.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Note : Schema<"notes"> {
  std::int64_t id = 0;
  std::string text;
};

const std::vector<Migration> migrations = {{1, "create notes", [](MigrationSteps& db) {
                                              db.create_table("notes").add("text", ColumnType::string,
                                                                           {.null = false});
                                              db.unique_index("notes", {"text"});
                                            }}};

Changeset<Note> note(std::string text) {
  return change(Note{.text = std::move(text)}).unique_constraint<&Note::text>();
}

std::vector<std::string> texts(BlockingRepo repo) {
  std::vector<std::string> all;
  for (auto& found : repo.all(from<Note>().order_by(asc(field<&Note::text>)))) all.push_back(found.text);
  return all;
}

/// A repo in a sandbox.
struct Boxed {
  explicit Boxed(detail::Dialect::Kind kind) : place(kind) {
    if (kind == detail::Dialect::Kind::sqlite) {
      repo.open({.database = ":memory:", .queue_timeout = std::chrono::seconds(1)});
    } else {
      repo.open(
          PostgresOptions{.url = place.url(), .pool_size = 12, .queue_timeout = std::chrono::seconds(60)});
    }
    repo.migrate(migrations);
    Sandbox::mode(repo, Sandbox::manual);
  }

  detail::TestDatabase place;
  Repo repo{"test"};
};

class SandboxOnThreads : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Boxed boxed{GetParam()};
  Repo repo = boxed.repo;
};
ANQA_ON_BOTH_DATABASES(SandboxOnThreads);

TEST_P(SandboxOnThreads, NothingStays) {
  {
    const auto owner = Sandbox::start_owner(repo);
    repo.blocking().insert(note("a")).value();
    repo.blocking().transaction([](BlockingRepo& tx) { tx.insert(note("b")).value(); });
    EXPECT_THAT(texts(repo.blocking()), ElementsAre("a", "b"));
  }
  EXPECT_EQ(Sandbox::unboxed_run(repo, [](BlockingRepo& tx) { return tx.count(from<Note>()); }), 0);
  const auto owner = Sandbox::start_owner(repo);
  EXPECT_THAT(texts(repo.blocking()), ElementsAre());
}

TEST_P(SandboxOnThreads, WhatFailsLeavesWhatWasThereBefore) {
  const auto owner = Sandbox::start_owner(repo);
  auto all = repo.blocking();
  all.insert(note("a")).value();
  EXPECT_FALSE(all.insert(note("a")).has_value());
  EXPECT_THROW(all.transaction([](BlockingRepo& tx) {
    tx.insert(note("b")).value();
    throw std::runtime_error("changed my mind");
  }),
               std::runtime_error);
  // An inner transaction is undone alone.
  all.transaction([](BlockingRepo& tx) {
    tx.insert(note("c")).value();
    EXPECT_FALSE(tx.transaction([](BlockingRepo& inner) -> result<Note, Changeset<Note>> {
                     inner.insert(note("d")).value();
                     return inner.insert(note("a"));
                   }).has_value());
  });
  EXPECT_THAT(texts(all), ElementsAre("a", "c"));
}

TEST_P(SandboxOnThreads, WhoHasNoConnectionIsTold) {
  try {
    repo.blocking();
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("this thread has no connection"));
    EXPECT_THAT(error.what(), HasSubstr("Sandbox::start_owner"));
  }
  auto owner = Sandbox::start_owner(repo);
  EXPECT_THROW((void)Sandbox::start_owner(repo), DatabaseError);
  auto kept = repo.blocking();
  owner.stop();
  EXPECT_THROW(kept.count(from<Note>()), ConnectionError);
  EXPECT_THROW(repo.blocking(), DatabaseError);
  Sandbox::mode(repo, Sandbox::automatic);
  EXPECT_EQ(repo.blocking().count(from<Note>()), 0);
}

TEST_P(SandboxOnThreads, IsForReposThatWerePutIntoOne) {
  Repo other("other");
  other.open({.database = ":memory:"});
  EXPECT_THROW((void)Sandbox::start_owner(other), DatabaseError);
}

struct Stored {
  std::string text;
};

/// Writes a note when it is asked to, and starts others that do.
class Clerk : public GenServer {
 public:
  struct Write {
    std::string text;
    using Reply = std::int64_t;
  };
  struct Options {
    Repo repo;
  };
  explicit Clerk(Options options) : repo_(std::move(options.repo)) {}
  Task<std::int64_t> handle_call(Write write) {
    co_await repo_.insert(note(std::move(write.text)));
    co_return co_await repo_.count(from<Note>());
  }

 private:
  Repo repo_;
};

Task<void> write_and_tell(Repo repo, std::string text, Pid to) {
  co_await repo.insert(note(text));
  send(to, Stored{text});
}

/// Starts a process that starts the one that writes, and ends.
Task<void> write_by_another(Repo repo, std::string text, Pid to) {
  spawn(write_and_tell, repo, text, to);
  co_return;
}

SANDBOX_TEST(Sandbox, WhatTheTestStartsUsesItsConnectionWithoutBeingTold, migrations) {
  auto before = start_link<Clerk>({repo});
  {
    const auto owner = Sandbox::start_owner(repo);
    spawn(write_and_tell, repo, std::string("by a process"), self());
    co_await receive<Stored>();
    const Pid gone = spawn(write_by_another, repo, std::string("by its process"), self());
    co_await receive<Stored>();
    co_await down(gone);
    auto clerk = start_link<Clerk>({repo});
    EXPECT_EQ(co_await call(clerk, Clerk::Write{"by a server"}), 3);
    auto supervisor = start_link<DynamicSupervisor>();
    auto child_pid = co_await DynamicSupervisor::start_child(supervisor, child<Clerk>(Clerk::Options{repo}));
    EXPECT_EQ(co_await call(Server<Clerk>(child_pid.value()), Clerk::Write{"by a supervised one"}), 4);
    owner.allow(before.pid());
    EXPECT_EQ(co_await call(before, Clerk::Write{"by one from before"}), 5);
    EXPECT_EQ(co_await repo.count(from<Note>()), 5);
  }
  EXPECT_EQ(Sandbox::unboxed_run(repo, [](BlockingRepo& all) { return all.count(from<Note>()); }), 0);
}

SANDBOX_TEST(Sandbox, ASharedConnectionIsForAll, migrations) {
  auto before = start_link<Clerk>({repo});
  const auto owner = Sandbox::start_owner(repo, {.shared = true});
  EXPECT_EQ(co_await call(before, Clerk::Write{"by one from before"}), 1);
}

Task<void> own_and_wait(Repo repo, Pid to) {
  const auto owner = Sandbox::start_owner(repo);
  co_await repo.insert(note("of one that is killed"));
  send(to, Stored{});
  co_await receive<Stored>();
}

SANDBOX_TEST(Sandbox, ATestThatIsKilledLeavesNothing, migrations) {
  const Pid test = spawn(own_and_wait, repo, self());
  co_await receive<Stored>();
  exit(test, ExitReason::kill);
  co_await down(test);
  const auto owner = Sandbox::start_owner(repo);
  EXPECT_EQ(co_await repo.count(from<Note>()), 0);
}

struct Served {
  bool joined;
};

/// Serves a client that says so in its user agent; by a process of its own, as a live view is.
Task<void> serve(Repo repo, std::string user_agent, Pid to) {
  const bool joined = Sandbox::join(repo, user_agent);
  if (joined) {
    const Pid writer = spawn(write_and_tell, repo, std::string("of a client"), to);
    co_await down(writer);
  }
  send(to, Served{joined});
}

/// As a server's connection: started by nobody who knows of the test.
Task<void> listen_for(Repo repo, Pid to) {
  for (;;) {
    const auto agent = co_await receive<std::string>();
    spawn(serve, repo, *agent, to);
  }
}

SANDBOX_TEST(Sandbox, AServerJoinsTheTestThatItsClientNames, migrations) {
  const Pid server = spawn(listen_for, repo, self());
  std::string gone;
  {
    const auto owner = Sandbox::start_owner(repo);
    send(server, "Mozilla/5.0 (X11) " + owner.metadata() + " Chrome");
    co_await receive<Stored>();
    EXPECT_TRUE((co_await receive<Served>())->joined);
    EXPECT_EQ(co_await repo.count(from<Note>()), 1);
    send(server, std::string("Mozilla/5.0 (X11)"));
    EXPECT_FALSE((co_await receive<Served>())->joined);
    gone = owner.metadata();
  }
  send(server, gone);
  EXPECT_FALSE((co_await receive<Served>())->joined);
  exit(server, ExitReason::kill);
  co_await down(server);
}

struct Passed {
  bool alone;
};

/// A test beside others: what it and its processes write is all that it finds.
Task<void> one_of_many(Repo repo, int number, Pid to) {
  // [sandbox]
  const auto owner = Sandbox::start_owner(repo);
  const auto mine = std::to_string(number);
  for (int i = 0; i < 5; ++i) spawn(write_and_tell, repo, mine + "." + std::to_string(i), self());
  // [/sandbox]
  for (int i = 0; i < 5; ++i) co_await receive<Stored>();
  bool alone = true;
  const auto found = co_await repo.all(from<Note>());
  for (const auto& row : found) alone = alone && row.text.starts_with(mine + ".");
  send(to, Passed{alone && found.size() == 5});
}

TEST(SandboxPostgres, TestsRunBesideEachOther) {
  const Boxed boxed(detail::Dialect::Kind::postgres);
  System system;
  system.run(
      [](Repo repo) -> Task<void> {
        constexpr int tests = 10;
        std::vector<Pid> running;
        for (int i = 0; i < tests; ++i) running.push_back(spawn(one_of_many, repo, i, self()));
        for (int i = 0; i < tests; ++i) EXPECT_TRUE((co_await receive<Passed>())->alone);
        for (const Pid test : running) co_await down(test);
      },
      boxed.repo);
  EXPECT_EQ(Sandbox::unboxed_run(boxed.repo, [](BlockingRepo& all) { return all.count(from<Note>()); }), 0);
}

}  // namespace
}  // namespace anqa
