#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

namespace detail {
class SandboxDatabase;
class OwnedDatabase;
}  // namespace detail

/// Each test in a transaction of its own that is rolled back, so that tests run at the same time on one
/// database and leave nothing behind: Ecto's SQL.Sandbox.
///
///   repo.open({.url = …});
///   repo.migrate(migrations);
///   Sandbox::mode(repo, Sandbox::manual);
///
/// and in each test, which may run beside others:
///
///   const auto owner = Sandbox::start_owner(repo);
///
/// From then on the repo of the calling process, of whatever it starts from now on and of whatever that
/// starts in turn stands for the one connection of the owner; outside of a process it is the repo of the
/// calling thread. Rows that another test has inserted are not there; where both insert the same unique
/// value, the second waits for the end of the first. Sequences are not rolled back: ids differ from run to
/// run.
class Sandbox {
 public:
  /// What there is for those who own no connection and work for nobody who does: an error that says so, or
  /// the database itself, where nothing is rolled back.
  enum Mode { manual, automatic };

  struct Options {
    /// Also for those who own none and work for nobody who does: only one test at a time can have it so.
    bool shared = false;
  };

  /// Holds the connection; rolls back when it goes, after what runs on it has ended. Whoever uses the
  /// connection then gets a ConnectionError.
  class Owner {
   public:
    Owner(Owner&&) noexcept;
    Owner& operator=(Owner&&) = delete;
    ~Owner();
    /// Lets a process use the connection, and what it starts from now on, as one that was running before the
    /// test. It has none of its own.
    void allow(Pid process) const;
    /// A word for a client of the program under test to send along, such as in a browser's user agent: who
    /// serves it joins the test by it, see join().
    std::string metadata() const;
    /// Rolls back now.
    void stop();

   private:
    friend class Sandbox;
    Owner(std::shared_ptr<detail::SandboxDatabase> sandbox, std::shared_ptr<detail::OwnedDatabase> owned)
        : sandbox_(std::move(sandbox)), owned_(std::move(owned)) {}

    std::shared_ptr<detail::SandboxDatabase> sandbox_;
    std::shared_ptr<detail::OwnedDatabase> owned_;
  };

  /// Puts the sandbox around the database that the repo has open, or changes its mode.
  static void mode(const Repo& repo, Mode mode);

  /// Takes a connection for the calling process, or the calling thread outside of one. Blocks until there is
  /// one. Throws DatabaseError when the repo is in no sandbox, or when the caller has one already.
  [[nodiscard]] static Owner start_owner(const Repo& repo, Options options);
  [[nodiscard]] static Owner start_owner(const Repo& repo) { return start_owner(repo, {}); }

  /// The calling process, and what it starts from now on, uses the connection of the test whose metadata
  /// stands in this text. False when none does, when that test has ended, or when the repo is in no sandbox;
  /// nothing has changed then.
  static bool join(const Repo& repo, std::string_view text);

  /// Runs `function(BlockingRepo&)` on the database itself: what it changes stays.
  template <class Function>
  static auto unboxed_run(const Repo& repo, Function function) {
    BlockingRepo unboxed(unboxed_database(repo));
    return function(unboxed);
  }

 private:
  static std::shared_ptr<detail::SandboxDatabase> sandbox_of(const Repo& repo);
  static std::shared_ptr<Database> unboxed_database(const Repo& repo);
};

}  // namespace anqa
