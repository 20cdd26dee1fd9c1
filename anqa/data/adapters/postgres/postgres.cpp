#include "anqa/data/adapters/postgres/postgres.hpp"

#include <atomic>

#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/adapters/postgres/internal/pipeline.hpp"
#include "anqa/data/detail/connection_pool.hpp"
#include "anqa/runtime/scheduler.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const PostgresOptions& options)
      : options_(options),
        pool_({.name = "PostgreSQL",
               .size = options.pool_size,
               .timeout = options.queue_timeout,
               .backoff_min = options.backoff_min,
               .backoff_max = options.backoff_max},
              [options] {
                auto connection = std::make_unique<postgres::Connection>(options);
                connection->set_slow_query(options.slow_query);
                return connection;
              }) {
    pool_.connect_one();
  }

  const detail::Dialect& dialect() const override { return detail::postgres_dialect; }
  Lease reader(std::string_view purpose) override { return pool_.take(purpose); }
  Lease writer(std::string_view purpose) override { return pool_.take(purpose); }

  StatementPipeline* pipeline() override {
    if (inboxes_.empty()) return nullptr;
    const auto first = next_.fetch_add(1, std::memory_order_relaxed);
    for (std::size_t i = 0; i < inboxes_.size(); ++i) {
      auto& inbox = *inboxes_[(first + i) % inboxes_.size()];
      if (inbox.is_open()) return &inbox;
    }
    return nullptr;
  }
  void start_processes() override {
    // The deterministic scheduler has no sockets; there all goes by the pool.
    if (!System::current().scheduler().reactor()) return;
    for (int i = 0; i < options_.pipelines; ++i) {
      inboxes_.push_back(std::make_shared<postgres::Inbox>());
      start_link<postgres::PipelineServer>({.postgres = options_, .inbox = inboxes_.back()});
    }
  }

 private:
  PostgresOptions options_;
  detail::ConnectionPool pool_;
  std::vector<std::shared_ptr<postgres::Inbox>> inboxes_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace

std::unique_ptr<Database> open_postgres(PostgresOptions options) {
  return std::make_unique<PostgresDatabase>(options);
}

}  // namespace anqa
