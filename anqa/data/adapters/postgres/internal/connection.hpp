#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "anqa/data/adapters/postgres/internal/parameters.hpp"
#include "anqa/data/adapters/postgres/internal/result.hpp"
#include "anqa/data/adapters/postgres/postgres.hpp"

namespace anqa::postgres {

/// A statement that the server has parsed, under a name, and the types of its placeholders.
struct Prepared {
  std::string name;
  std::vector<std::uint32_t> types;
  std::list<std::string_view>::iterator recent;
};

class Connection final : public anqa::Connection {
 public:
  /// Throws ConnectionError, with the address and without the password, when it cannot connect.
  explicit Connection(const PostgresOptions& options);
  ~Connection() override;

  const detail::Dialect& dialect() const override { return detail::postgres_dialect; }
  /// Inserts give their id by RETURNING.
  std::int64_t last_insert_id() override;
  std::string_view begin_statement() const override { return "BEGIN"; }
  bool in_transaction() const override;
  bool usable() override;
  void run_script(std::string_view sql) override;
  void set_guarded(bool on) override { guarded_ = on; }
  PGconn* handle() const { return handle_; }
  /// PostgreSQL says which constraint was violated.
  std::vector<std::string> dangling_references(std::string_view, std::span<const std::string_view>,
                                               std::span<const SqlValue>) override {
    return {};
  }

 protected:
  std::unique_ptr<anqa::Cursor> run_query(std::string_view sql, std::span<const SqlValue> values) override;
  std::int64_t run_execute(std::string_view sql, std::span<const SqlValue> values) override;
  std::unique_ptr<anqa::Cursor> run_stream(std::string_view sql, std::span<const SqlValue> values,
                                           int part) override;

 private:
  struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  void configure(const PostgresOptions& options);
  Result run(std::string_view sql, std::span<const SqlValue> values);
  Result run_prepared(const Prepared& prepared, std::string_view sql, std::span<const SqlValue> values);
  /// The same behind a savepoint, to which it goes back when the statement fails; one round trip when not.
  Result run_behind_savepoint(const Prepared& prepared, const Parameters& parameters);
  const Prepared& prepare(std::string_view sql);
  void forget(std::string_view sql);

  PGconn* handle_ = nullptr;
  std::size_t max_statements_;
  std::uint64_t next_name_ = 0;
  bool guarded_ = false;
  std::unordered_map<std::string, Prepared, StringHash, std::equal_to<>> statements_;
  /// The texts of the statements, the one used last first.
  std::list<std::string_view> recent_;
};

}  // namespace anqa::postgres
