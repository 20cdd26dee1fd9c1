#pragma once

#include "anqa/data/connection.hpp"
#include "anqa/data/detail/preload.hpp"

namespace anqa::detail {

/// Runs the statements of preloads on one connection.
class ConnectionRunner final : public StatementRunner {
 public:
  explicit ConnectionRunner(Connection& connection) : connection_(connection) {}

  std::unique_ptr<Cursor> select(const QueryData& query) override;
  std::unique_ptr<Cursor> pairs(std::string_view table, std::string_view first, std::string_view second,
                                std::span<const SqlValue> keys) override;

 private:
  Connection& connection_;
};

}  // namespace anqa::detail
