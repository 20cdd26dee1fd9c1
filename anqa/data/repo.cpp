#include "anqa/data/repo.hpp"

#include <mutex>

namespace anqa {

struct Repo::State {
  std::string name;
  mutable std::mutex mutex;
  std::shared_ptr<Database> database;
};

Repo::Repo(std::string name) : state_(std::make_shared<State>()) { state_->name = std::move(name); }

const std::string& Repo::name() const { return state_->name; }

bool Repo::is_open() const {
  const std::lock_guard lock(state_->mutex);
  return state_->database != nullptr;
}

void Repo::open(SqliteOptions options) { exchange(open_sqlite(std::move(options))); }
void Repo::open(PostgresOptions options) { exchange(open_postgres(std::move(options))); }

void Repo::close() { exchange(nullptr); }

std::vector<std::int64_t> Repo::migrate(std::span<const Migration> migrations, MigrateOptions options) const {
  return anqa::migrate(*database(), migrations, std::move(options));
}

std::vector<std::int64_t> Repo::rollback(std::span<const Migration> migrations,
                                         MigrateOptions options) const {
  return anqa::rollback(*database(), migrations, std::move(options));
}

std::shared_ptr<Database> Repo::database() const {
  auto database = opened();
  if (auto instead = database->of_caller()) return instead;
  return database;
}

std::shared_ptr<Database> Repo::opened() const {
  const std::lock_guard lock(state_->mutex);
  if (!state_->database) {
    throw DatabaseError(
        "the repo '" + state_->name +
        "' is not open: in the supervision tree, put child<RepoServer>({.repo = …}) before those who use it");
  }
  return state_->database;
}

std::shared_ptr<Database> Repo::exchange(std::shared_ptr<Database> database) const {
  const std::lock_guard lock(state_->mutex);
  return std::exchange(state_->database, std::move(database));
}

void Repo::close(const std::shared_ptr<Database>& database) const {
  const std::lock_guard lock(state_->mutex);
  if (state_->database == database) state_->database.reset();
}

RepoServer::RepoServer(Options options) : options_(std::move(options)) {}

Task<void> RepoServer::init() {
  trap_exit();  // so that terminate() runs when the tree stops
  database_ = co_await blocking([options = options_] {
    const auto& migrations = options.migrations;
    std::shared_ptr<Database> opened =
        options.postgres.url.empty() ? open_sqlite(options.sqlite) : open_postgres(options.postgres);
    // A replica is migrated by the database that it follows.
    if (!migrations.empty()) anqa::migrate(*opened, migrations);
    require_constraints(*opened, options.changesets);
    return opened;
  });
  database_->start_processes();
  options_.repo.exchange(database_);
}

Task<void> RepoServer::terminate(ExitReason) {
  options_.repo.close(database_);
  // Closing may write the log back into the file, which takes its time.
  co_await blocking([database = std::move(database_)]() mutable { database.reset(); });
}

RepoServer::~RepoServer() {
  if (database_) options_.repo.close(database_);
}

}  // namespace anqa
