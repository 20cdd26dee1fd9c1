#include "anqa/data/sandbox.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/data/detail/connection_pool.hpp"
#include "anqa/data/detail/sandbox_connection.hpp"
#include "anqa/runtime/callers.hpp"
#include "anqa/runtime/detail/record_callers.hpp"

namespace anqa {
namespace detail {
namespace {

/// Who calls: a process, or a thread outside of any.
struct Caller {
  Pid process;
  std::thread::id thread;
  friend bool operator==(const Caller&, const Caller&) = default;
};

Caller caller() {
  const Pid process = self();
  return process ? Caller{process, {}} : Caller{{}, std::this_thread::get_id()};
}

std::string name_of(const Caller& who) {
  return who.process ? "the process " + who.process.to_string() : "this thread";
}

/// Of a test of this run: a browser may be of one before.
std::string new_metadata() {
  std::random_device random;
  return "anqa-sandbox/" + std::to_string(random()) + "-" + std::to_string(random()) + ";";
}

}  // namespace

/// The one connection of a test: whoever works for the test takes it in turn.
class OwnedDatabase final : public Database {
 public:
  explicit OwnedDatabase(std::shared_ptr<Database> database)
      : database_(std::move(database)),
        lease_(database_->writer("the sandbox of a test")),
        turns_({.name = "sandbox", .timeout = std::chrono::seconds(15), .may_replace = false},
               [this] { return std::make_unique<SandboxConnection>(**lease_); }) {
    (*lease_)->execute((*lease_)->begin_statement());
    turns_.connect_one();
  }
  ~OwnedDatabase() override { stop(); }

  const std::string& metadata() const { return metadata_; }

  const Dialect& dialect() const override { return database_->dialect(); }
  Lease reader(std::string_view purpose) override { return take(purpose); }
  Lease writer(std::string_view purpose) override { return take(purpose); }

  void stop() {
    if (stopped_.exchange(true)) return;
    try {
      // What runs on it comes to its end first.
      const auto turn = turns_.take("the end of the test");
      roll_back();
    } catch (const ConnectionError& error) {
      log_error(std::string("the sandbox of a test is still in use, and rolled back when that ends: ") +
                error.what());
    }
  }

 private:
  void roll_back() {
    try {
      (*lease_)->execute("ROLLBACK");
    } catch (const std::exception& error) {
      log_error(std::string("the sandbox of a test could not be rolled back: ") + error.what());
    }
    lease_.reset();
  }

  Lease take(std::string_view purpose) {
    if (!stopped_) {
      auto turn = turns_.take(purpose);
      if (!stopped_) return turn;
    }
    throw ConnectionError("sandbox: the test that owned the connection has ended: " + std::string(purpose));
  }

  std::shared_ptr<Database> database_;
  std::optional<Lease> lease_;
  ConnectionPool turns_;
  std::atomic<bool> stopped_ = false;
  std::string metadata_ = new_metadata();
};

class SandboxDatabase final : public Database {
 public:
  SandboxDatabase(std::shared_ptr<Database> database, Sandbox::Mode mode)
      : database_(std::move(database)), mode_(mode) {}

  const Dialect& dialect() const override { return database_->dialect(); }
  Lease reader(std::string_view purpose) override { return database_->reader(purpose); }
  Lease writer(std::string_view purpose) override { return database_->writer(purpose); }
  StatementPipeline* pipeline() override { return database_->pipeline(); }
  void start_processes() override { database_->start_processes(); }

  std::shared_ptr<Database> of_caller() override {
    const Caller who = caller();
    const std::lock_guard lock(mutex_);
    if (auto owned = find(who)) return owned;
    if (who.process) {
      for (const Pid process : callers()) {
        if (auto owned = find({process, {}})) return owned;
      }
    }
    if (shared_) return shared_;
    if (mode_ == Sandbox::automatic) return database_;
    throw DatabaseError(
        "sandbox: " + name_of(who) + " has no connection, and nobody for whom it works has one. " +
        std::to_string(owned_.size()) +
        " tests have one now. Sandbox::start_owner(repo) comes before the processes of a test are started; a "
        "process that was there before is let in by owner.allow(pid), or all are by {.shared = true}");
  }

  std::shared_ptr<OwnedDatabase> start(bool shared) {
    const Caller who = caller();
    {
      const std::lock_guard lock(mutex_);
      if (find(who)) throw DatabaseError("sandbox: " + name_of(who) + " owns a connection already");
      if (shared && shared_) throw DatabaseError("sandbox: another test shares its connection with all");
    }
    auto owned = std::make_shared<OwnedDatabase>(database_);
    const std::lock_guard lock(mutex_);
    if (shared) shared_ = owned;
    owned_.push_back({who, owned});
    return owned;
  }
  void allow(Pid process, std::shared_ptr<OwnedDatabase> owned) {
    const std::lock_guard lock(mutex_);
    if (find({process, {}})) {
      throw DatabaseError("sandbox: " + name_of({process, {}}) + " has a connection already");
    }
    owned_.push_back({{process, {}}, std::move(owned)});
  }
  /// In the place of what the process had.
  bool join(Pid process, std::string_view text) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(
        owned_, [&](const Entry& entry) { return text.contains(entry.owned->metadata()); });
    if (found == owned_.end()) return false;
    auto owned = found->owned;
    std::erase_if(owned_, [&](const Entry& entry) { return entry.who == Caller{process, {}}; });
    owned_.push_back({{process, {}}, std::move(owned)});
    return true;
  }
  void stop(const std::shared_ptr<OwnedDatabase>& owned) {
    const std::lock_guard lock(mutex_);
    std::erase_if(owned_, [&](const Entry& entry) { return entry.owned == owned; });
    if (shared_ == owned) shared_.reset();
  }
  void set_mode(Sandbox::Mode mode) {
    const std::lock_guard lock(mutex_);
    mode_ = mode;
  }
  const std::shared_ptr<Database>& unboxed() const { return database_; }

 private:
  struct Entry {
    Caller who;
    std::shared_ptr<OwnedDatabase> owned;
  };
  std::shared_ptr<OwnedDatabase> find(const Caller& who) const {
    const auto found = std::ranges::find(owned_, who, &Entry::who);
    return found == owned_.end() ? nullptr : found->owned;
  }

  std::shared_ptr<Database> database_;
  std::mutex mutex_;
  Sandbox::Mode mode_;
  std::vector<Entry> owned_;
  std::shared_ptr<OwnedDatabase> shared_;
};

}  // namespace detail

Sandbox::Owner::Owner(Owner&&) noexcept = default;
Sandbox::Owner::~Owner() { stop(); }

void Sandbox::Owner::stop() {
  if (!owned_) return;
  sandbox_->stop(owned_);
  owned_->stop();
  owned_.reset();
}

std::string Sandbox::Owner::metadata() const { return owned_->metadata(); }

bool Sandbox::join(const Repo& repo, std::string_view text) {
  const auto sandbox = std::dynamic_pointer_cast<detail::SandboxDatabase>(repo.opened());
  if (!sandbox || !sandbox->join(self(), text)) return false;
  detail::record_callers();
  return true;
}

void Sandbox::Owner::allow(Pid process) const { sandbox_->allow(process, owned_); }

void Sandbox::mode(const Repo& repo, Mode mode) {
  auto database = repo.opened();
  if (const auto sandbox = std::dynamic_pointer_cast<detail::SandboxDatabase>(database)) {
    sandbox->set_mode(mode);
  } else {
    repo.exchange(std::make_shared<detail::SandboxDatabase>(std::move(database), mode));
  }
}

Sandbox::Owner Sandbox::start_owner(const Repo& repo, Options options) {
  auto sandbox = sandbox_of(repo);
  if (self()) detail::record_callers();
  auto owned = sandbox->start(options.shared);
  return {std::move(sandbox), std::move(owned)};
}

std::shared_ptr<detail::SandboxDatabase> Sandbox::sandbox_of(const Repo& repo) {
  auto sandbox = std::dynamic_pointer_cast<detail::SandboxDatabase>(repo.opened());
  if (!sandbox) {
    throw DatabaseError("the repo '" + repo.name() +
                        "' is in no sandbox: Sandbox::mode(repo, Sandbox::manual) when it has been opened");
  }
  return sandbox;
}

std::shared_ptr<Database> Sandbox::unboxed_database(const Repo& repo) { return sandbox_of(repo)->unboxed(); }

}  // namespace anqa
