#include "anqa/data/adapters/postgres/postgres.hpp"

#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/detail/connection_pool.hpp"

namespace anqa {
namespace {

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const PostgresOptions& options)
      : pool_({.name = "PostgreSQL",
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

  Lease reader(std::string_view purpose) override { return pool_.take(purpose); }
  Lease writer(std::string_view purpose) override { return pool_.take(purpose); }

 private:
  detail::ConnectionPool pool_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(PostgresOptions options) {
  return std::make_unique<PostgresDatabase>(options);
}

}  // namespace anqa
