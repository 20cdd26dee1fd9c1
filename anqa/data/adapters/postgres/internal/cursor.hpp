#pragma once

#include <string>
#include <utility>

#include "anqa/data/adapters/postgres/internal/result.hpp"
#include "anqa/data/sql_value.hpp"

namespace anqa::postgres {

/// The rows of a result, which are all here, in binary.
class Cursor final : public anqa::Cursor {
 public:
  Cursor(Result rows, std::string sql)
      : rows_(std::move(rows)), sql_(std::move(sql)), count_(PQntuples(rows_.get())) {}

  bool next() override { return ++row_ < count_; }
  bool is_null(int column) override { return PQgetisnull(rows_.get(), row_, column) != 0; }
  bool boolean(int column) override;
  std::int64_t integer(int column) override;
  double number(int column) override;
  std::string_view text(int column) override;
  UtcTime time(int column) override;
  std::string_view bytes(int column) override;
  std::string_view name(int column) override { return PQfname(rows_.get(), column); }

 private:
  std::uint32_t type(int column) const { return PQftype(rows_.get(), column); }
  const char* raw(int column) const { return PQgetvalue(rows_.get(), row_, column); }
  int size(int column) const { return PQgetlength(rows_.get(), row_, column); }
  void refuse_null(int column, std::string_view expected);
  [[noreturn]] void unfit(int column, std::string_view expected);

  Result rows_;
  std::string sql_;
  int count_;
  int row_ = -1;
  std::string text_;  ///< of the last value that had to be spelt
};

}  // namespace anqa::postgres
