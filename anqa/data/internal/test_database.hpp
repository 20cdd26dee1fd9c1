#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/internal/temporary_file.hpp"

namespace anqa::detail {

/// An empty database for one test, and how to open it again.
class TestDatabase {
 public:
  explicit TestDatabase(Dialect::Kind kind) : kind_(kind), file_("test.db") {
    if (kind == Dialect::Kind::postgres) url_ = PostgresCluster::shared().new_database();
  }

  Dialect::Kind kind() const { return kind_; }
  std::unique_ptr<Database> open() const {
    if (kind_ == Dialect::Kind::sqlite) {
      return open_sqlite(
          {.database = file_.path(), .queue_timeout = std::chrono::seconds(60), .durable = false});
    }
    return open_postgres({.url = url_, .queue_timeout = std::chrono::seconds(60)});
  }
  const std::string& url() const { return url_; }
  std::string file() const { return file_.path(); }

 private:
  Dialect::Kind kind_;
  TemporaryFile file_;
  std::string url_;
};

inline std::string adapter_name(Dialect::Kind kind) {
  return kind == Dialect::Kind::sqlite ? "Sqlite" : "Postgres";
}

}  // namespace anqa::detail

/// TEST_P of a suite whose parameter is the kind of database, on both.
#define ANQA_ON_BOTH_DATABASES(Suite)                                                                    \
  INSTANTIATE_TEST_SUITE_P(                                                                              \
      On, Suite,                                                                                         \
      ::testing::Values(::anqa::detail::Dialect::Kind::sqlite, ::anqa::detail::Dialect::Kind::postgres), \
      [](const auto& info) { return ::anqa::detail::adapter_name(info.param); })
