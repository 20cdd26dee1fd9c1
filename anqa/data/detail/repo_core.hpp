#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/connection.hpp"
#include "anqa/data/database.hpp"
#include "anqa/data/detail/changeset_core.hpp"

// The parts of a repo that do not depend on a schema's type.
namespace anqa {

class BlockingRepo;

namespace detail {

/// Gives `use` a repo on this connection.
void with_repo(Connection& connection, void (*use)(BlockingRepo&, void*), void* context);

/// What a result of a transaction's function means: keep it, or undo it all.
template <class T>
inline constexpr bool is_result = false;
template <class T, class E>
inline constexpr bool is_result<std::expected<T, E>> = true;

template <class R>
bool succeeded(const R& value) {
  if constexpr (is_result<R>) {
    return value.has_value();
  } else {
    return true;
  }
}

/// Runs an insert; gives the id that the database made. A violated constraint that the changeset declares
/// becomes its error (false); any other leaves as ConstraintError that says what to declare.
bool run_insert(Connection& connection, ChangesetCore& changeset, std::vector<SqlValue> values, bool with_id,
                std::int64_t& id);

/// Runs an update of these columns; the id is the last of the values. Throws StaleEntryError when there is no
/// such row.
bool run_update(Connection& connection, ChangesetCore& changeset, const std::vector<std::size_t>& columns,
                std::vector<SqlValue> values);

/// The same for a changeset with an optimistic lock: where the version is another by now, the changeset gets
/// the error.
bool run_locked_update(Connection& connection, ChangesetCore& changeset,
                       const std::vector<std::size_t>& columns, const std::vector<SqlValue>& values);

/// Throws StaleEntryError when there is no such row; with an optimistic lock that is the changeset's error.
bool run_delete(Connection& connection, ChangesetCore& changeset, SqlValue id);

/// A transaction, or a savepoint inside one. Without commit() it is rolled back.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Connection& connection_;
  bool nested_;
  bool open_ = true;
};

/// While it stands, a violated constraint that the changeset declares leaves the transaction as it was before
/// the statement. PostgreSQL would end the transaction; there a savepoint costs two commands more, and no
/// round trip.
class GuardedWrites {
 public:
  GuardedWrites(Connection& connection, const ChangesetCore& changeset);
  GuardedWrites(const GuardedWrites&) = delete;
  GuardedWrites& operator=(const GuardedWrites&) = delete;
  ~GuardedWrites();

 private:
  Connection* connection_;
};

/// Turns a violation into an error of the changeset, or lets it leave with what to declare.
void handle_violation(ChangesetCore& changeset, const ConstraintError& violation);

/// How many values one statement binds at most: libpq refuses the description of a statement with more than
/// 7,498.
inline constexpr std::size_t max_placeholders = 7'000;
/// Of an insert of many rows. SQLite, to which nothing has to be sent, is as fast with shorter ones.
std::size_t rows_per_statement(const Dialect& dialect, std::size_t columns);

[[noreturn]] void fail_nested_upsert(std::string_view table);
[[noreturn]] void fail_mixed_ids(std::string_view table);
[[noreturn]] void fail_none(std::string_view table);
[[noreturn]] void fail_multiple(std::string_view table);

}  // namespace detail
}  // namespace anqa
