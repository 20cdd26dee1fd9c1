#include "anqa/data/detail/preloading.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/at_once.hpp"
#include "anqa/data/statement_pipeline.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa::detail {
namespace {

/// How many connections the statements of one round take at a time.
constexpr std::size_t most_connections = 4;

/// A statement, and which of its round it is.
struct Wanted {
  Statement statement;
  std::size_t place;
};

/// What read_at_once() takes.
struct TakeAtOnce {
  using Result = bool;
  static constexpr std::string_view purpose = "preload";

  const Wanted& wanted;
  PreloadSteps& steps;

  const Statement& statement(const Dialect&) const { return wanted.statement; }
  bool decode(Cursor& rows) const {
    steps.take(wanted.place, rows);
    return true;
  }
};

struct RoundDone {
  std::exception_ptr error;
};

/// A round on threads. The last of them tells the process.
struct Round {
  std::shared_ptr<Database> database;
  Pid process;
  std::shared_ptr<Preloading> what;
  std::vector<Wanted> wanted;
  std::size_t threads;
  Promise<RoundDone> promise = {};
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
  std::mutex mutex = {};
  std::exception_ptr error = {};

  void work() noexcept {
    try {
      // The others may have been faster.
      if (next.load() < wanted.size()) read();
    } catch (...) {
      const std::lock_guard lock(mutex);
      error = std::current_exception();
    }
    if (ended.fetch_add(1) + 1 == threads) promise.set_value(RoundDone{error});
  }

 private:
  void read() {
    const WorkingFor caller(process);
    auto lease = database->reader("preload");
    for (std::size_t i = next.fetch_add(1); i < wanted.size(); i = next.fetch_add(1)) {
      const auto& [statement, place] = wanted[i];
      const auto rows = lease->query(statement.sql, statement.values);
      what->steps().take(place, *rows);
    }
  }
};

class RoundJob final : public BlockingJob {
 public:
  explicit RoundJob(std::shared_ptr<Round> round) : round_(std::move(round)) {}
  void run() noexcept override { round_->work(); }

 private:
  std::shared_ptr<Round> round_;
};

class RoundAwaiter : public ValueWaiter<RoundDone> {
 public:
  explicit RoundAwaiter(std::shared_ptr<Round> round) : round_(std::move(round)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    round_->promise = promise();
    for (std::size_t i = 0; i < round_->threads; ++i) submit_blocking(std::make_unique<RoundJob>(round_));
  }
  void await_resume() {
    if (!value_) throw ConnectionError("preload: the threads that read have ended");
    if (value_->error) std::rethrow_exception(value_->error);
  }

 private:
  std::shared_ptr<Round> round_;
};

/// Gives those that are to be read another way, since the pipeline was lost.
Task<std::vector<Wanted>> read_in_pipeline(std::shared_ptr<Database> database,
                                           std::shared_ptr<Preloading> what, std::vector<Wanted> wanted) {
  auto* pipeline = database->pipeline();
  if (!pipeline) co_return wanted;
  std::vector<Statement> statements;
  for (const auto& each : wanted) statements.push_back(each.statement);
  auto replies = co_await run_all_in(*pipeline, std::move(statements));
  std::vector<Wanted> left;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (replies[i].rows) {
      what->steps().take(wanted[i].place, *replies[i].rows);
      continue;
    }
    try {
      std::rethrow_exception(replies[i].error);
    } catch (const ConnectionError&) {
      left.push_back(std::move(wanted[i]));
    }
  }
  co_return left;
}

}  // namespace

Task<void> run_preloads(std::shared_ptr<Database> database, Pid process, std::shared_ptr<Preloading> what) {
  for (;;) {
    auto statements = what->steps().next(database->dialect());
    if (statements.empty()) co_return;
    std::vector<Wanted> wanted;
    for (auto& statement : statements) wanted.push_back({std::move(statement), wanted.size()});
    wanted = co_await read_in_pipeline(database, what, std::move(wanted));
    std::erase_if(wanted, [&](const Wanted& each) {
      return read_at_once(*database, process, TakeAtOnce{each, what->steps()}).has_value();
    });
    if (wanted.empty()) continue;
    const auto threads = std::min(wanted.size(), most_connections);
    auto round = std::make_shared<Round>(database, process, what, std::move(wanted), threads);
    co_await RoundAwaiter(std::move(round));
  }
}

}  // namespace anqa::detail
