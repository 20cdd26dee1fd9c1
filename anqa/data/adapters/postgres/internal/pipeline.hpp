#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/statement_pipeline.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::postgres {

/// The replies to statements that were submitted together. Used by one thread at a time, as the jobs are.
struct Batch {
  StatementReplies replies;
  std::size_t left;
  detail::Promise<StatementReplies> promise;
};

/// Who waits for a statement: a process for it alone, or for it and others.
class Waiting {
 public:
  Waiting() = default;
  explicit Waiting(detail::Promise<StatementReply> promise) : alone_(std::move(promise)) {}
  Waiting(std::shared_ptr<Batch> batch, std::size_t place) : batch_(std::move(batch)), place_(place) {}
  void set_value(StatementReply reply) {
    if (!batch_) return alone_.set_value(std::move(reply));
    batch_->replies[place_] = std::move(reply);
    if (--batch_->left == 0) batch_->promise.set_value(std::move(batch_->replies));
  }

 private:
  detail::Promise<StatementReply> alone_;
  std::shared_ptr<Batch> batch_;
  std::size_t place_ = 0;
};

/// A statement on its way through a pipeline.
struct Job {
  std::string sql;
  std::vector<SqlValue> values;
  Waiting promise;
  TimePoint since;
};

/// Where any thread leaves statements for the process that owns the connection.
class Inbox final : public StatementPipeline {
 public:
  const detail::Dialect& dialect() const override { return detail::postgres_dialect; }
  void submit(std::string sql, std::vector<SqlValue> values,
              detail::Promise<StatementReply> promise) override;
  void submit_all(std::vector<detail::Statement> statements,
                  detail::Promise<StatementReplies> promise) override;

  /// The process that is to be woken.
  void open(Pid server);
  /// From now on submit() answers with ConnectionError.
  void close();
  bool is_open() const { return open_.load(std::memory_order_acquire); }
  std::vector<Job> take();

 private:
  void submit(std::vector<Job> jobs);

  std::mutex mutex_;
  std::vector<Job> jobs_;
  Pid server_;
  std::atomic<bool> open_ = false;
};

/// Owns one connection in libpq's pipeline mode. What came since the last time is sent as one batch, behind
/// which stands one Sync: a statement that fails takes the later ones of its batch with it, and those are
/// sent again. Statements change nothing, so that sending one again is safe.
class PipelineServer : public GenServer {
 public:
  struct Options {
    PostgresOptions postgres;
    std::shared_ptr<Inbox> inbox;
  };
  struct Flush {};
  struct Connect {};

  explicit PipelineServer(Options options);
  ~PipelineServer() override;

  Task<void> handle_info(Connect);
  void handle_info(const Flush&);
  void handle_info(const SocketEvent&);

 private:
  struct Statement {
    std::string name;
    bool ready = false;
    std::vector<std::uint32_t> types;
    std::vector<Job> waiting;  ///< until the types are known
  };
  /// What the next result is about.
  struct Sent {
    enum class What { prepare, describe, run, sync };
    What what;
    std::string sql;  ///< of a prepare or describe, and its name
    std::string name;
    Job job;
    Result result = {};
  };

  void start(Job job);
  void run(const Statement& statement, Job job);
  void end_batch();
  void read();
  bool has_input() const;
  void take_results();
  void finish(Sent sent);
  void answer(Job job, Result rows) const;
  void refuse(Job job, std::exception_ptr error) const;
  /// The connection is lost: fails what was on it, and connects again.
  void lose();
  void cut();
  [[nodiscard]] std::exception_ptr error_of(const PGresult* result, const std::string& sql) const;

  Options options_;
  std::unique_ptr<Connection> connection_;
  TcpStream socket_;  ///< of a copy of libpq's descriptor, to be woken by
  std::unordered_map<std::string, Statement> statements_;
  std::deque<Sent> sent_;
  std::vector<Job> again_;
  std::uint64_t next_name_ = 0;
  bool unsynced_ = false;
  Duration backoff_{};
};

}  // namespace anqa::postgres
