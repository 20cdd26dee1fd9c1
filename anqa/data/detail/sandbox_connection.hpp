#pragma once

#include "anqa/data/connection.hpp"

namespace anqa::detail {

/// A connection that stands in a transaction which is never committed: what its user takes for a transaction
/// is a savepoint, and a statement that fails leaves those before it as they are.
class SandboxConnection final : public Connection {
 public:
  explicit SandboxConnection(Connection& inner) : inner_(inner) {}

  const Dialect& dialect() const override { return inner_.dialect(); }
  std::int64_t last_insert_id() override { return inner_.last_insert_id(); }
  std::string_view begin_statement() const override { return begin; }
  bool in_transaction() const override { return inside_; }
  std::vector<std::string> dangling_references(std::string_view table,
                                               std::span<const std::string_view> columns,
                                               std::span<const SqlValue> values) override {
    return inner_.dangling_references(table, columns, values);
  }
  void run_script(std::string_view sql) override { inner_.run_script(sql); }
  void set_guarded(bool on) override { inner_.set_guarded(on); }
  Connection& underlying() override { return inner_.underlying(); }

 protected:
  std::unique_ptr<Cursor> run_query(std::string_view sql, std::span<const SqlValue> values) override;
  std::int64_t run_execute(std::string_view sql, std::span<const SqlValue> values) override;
  std::unique_ptr<Cursor> run_stream(std::string_view sql, std::span<const SqlValue> values,
                                     int part) override {
    return inner_.run_stream(sql, values, part);
  }

 private:
  static constexpr std::string_view begin = "SAVEPOINT anqa_sandbox";
  template <class Run>
  auto guarded(Run run);

  Connection& inner_;
  bool inside_ = false;
};

}  // namespace anqa::detail
