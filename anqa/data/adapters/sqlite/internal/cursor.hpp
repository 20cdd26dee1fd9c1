#pragma once

#include "anqa/data/adapters/sqlite/internal/connection.hpp"

namespace anqa::sqlite {

class Cursor final : public anqa::Cursor {
 public:
  Cursor(Connection& connection, Prepared& prepared) : connection_(connection), prepared_(prepared) {}
  ~Cursor() override { connection_.release(prepared_); }

  bool next() override;
  bool is_null(int column) override { return sqlite3_column_type(prepared_.handle, column) == SQLITE_NULL; }
  bool boolean(int column) override;
  std::int64_t integer(int column) override;
  double number(int column) override;
  std::string_view text(int column) override;
  UtcTime time(int column) override;
  std::string_view bytes(int column) override;
  std::string_view name(int column) override { return sqlite3_column_name(prepared_.handle, column); }

 private:
  [[noreturn]] void unfit(int column, std::string_view expected);

  Connection& connection_;
  Prepared& prepared_;
};

}  // namespace anqa::sqlite
