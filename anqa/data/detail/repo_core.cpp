#include "anqa/data/detail/repo_core.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "anqa/base/log.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/query_sql.hpp"

namespace anqa::detail {
namespace {

std::string to_declare(const ConstraintError& violation) {
  const std::string name = violation.names().empty() ? std::string() : violation.names().front();
  switch (violation.kind()) {
    case ConstraintKind::unique:
      return ".unique_constraint<&…>({.name = \"" + name + "\"})";
    case ConstraintKind::foreign_key:
      return ".foreign_key_constraint<&…>({.name = \"" + name + "\"})";
    case ConstraintKind::check:
      return ".check_constraint<&…>(\"" + name + "\")";
    case ConstraintKind::not_null:
      return ".validate_required<&…>()";
    case ConstraintKind::exclusion:
      return ".exclusion_constraint<&…>(\"" + name + "\")";
  }
  return {};
}

/// The text of an insert, which costs a tenth of the insert itself in SQLite to write. Tables are constants
/// of the program, so there are few texts, and their addresses tell them apart.
const std::string& kept_insert_sql(const TableInfo& table, bool with_id, const Dialect& dialect) {
  thread_local std::map<std::tuple<const TableInfo*, bool, Dialect::Kind>, std::string> texts;
  auto& text = texts[{&table, with_id, dialect.kind}];
  if (text.empty()) text = insert_sql(table, with_id, dialect);
  return text;
}

/// A foreign key's violation with the names of the references that lead nowhere.
ConstraintError named(Connection& connection, const ConstraintError& violation, std::string_view table,
                      const std::vector<std::string_view>& columns, std::span<const SqlValue> values) {
  if (violation.kind() != ConstraintKind::foreign_key || !violation.names().empty()) return violation;
  return {violation.what(),
          violation.kind(),
          std::string(table),
          {},
          connection.dangling_references(table, columns, values)};
}

/// The row was gone: whether that is as good as if it were there. Without a word of the options it throws.
bool stale(ChangesetCore& changeset, std::string_view what) {
  if (changeset.allow_stale) return true;
  if (changeset.stale_error_field.empty()) {
    throw StaleEntryError(std::string(what) + " is no longer in " + std::string(changeset.table().name));
  }
  changeset.add_error(changeset.stale_error_field, "is stale", {}, "stale");
  return false;
}

}  // namespace

void handle_violation(ChangesetCore& changeset, const ConstraintError& violation) {
  if (changeset.add_violation(violation)) return;
  throw ConstraintError(std::string(violation.what()) +
                            "\nTo make it an error of the changeset, add to it: " + to_declare(violation),
                        violation.kind(), violation.table(), violation.columns(), violation.names());
}

bool run_insert(Connection& connection, ChangesetCore& changeset, std::vector<SqlValue> values, bool with_id,
                std::int64_t& id) {
  const GuardedWrites guard(connection, changeset);
  const auto& table = changeset.table();
  try {
    const auto& dialect = connection.dialect();
    std::string elsewhere;
    if (!changeset.prefix.empty()) {
      elsewhere = insert_sql(placed(table, changeset.prefix), with_id, dialect);
    }
    const auto& sql = elsewhere.empty() ? kept_insert_sql(table, with_id, dialect) : elsewhere;
    if (with_id || !dialect.returning_id) {
      connection.execute(sql, values);
      if (!with_id) id = connection.last_insert_id();
    } else {
      auto rows = connection.query(sql, values);
      if (!rows->next()) throw DatabaseError("an insert gave no id: " + sql);
      id = rows->integer(0);
    }
    return true;
  } catch (const ConstraintError& violation) {
    std::vector<std::string_view> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (inserted(table, i, with_id)) columns.push_back(table.columns[i].name);
    }
    handle_violation(changeset, named(connection, violation, table.name, columns, values));
    return false;
  }
}

bool run_update(Connection& connection, ChangesetCore& changeset, const std::vector<std::size_t>& columns,
                std::vector<SqlValue> values) {
  const GuardedWrites guard(connection, changeset);
  const auto& table = changeset.table();
  try {
    const auto sql = update_sql(placed(table, changeset.prefix), columns, connection.dialect());
    return connection.execute(sql, values) > 0 || stale(changeset, "update: the row to change");
  } catch (const ConstraintError& violation) {
    std::vector<std::string_view> names;
    for (const auto column : columns) names.push_back(table.columns[column].name);
    values.pop_back();
    handle_violation(changeset, named(connection, violation, table.name, names, values));
    return false;
  }
}

namespace {

/// The row with this id, as long as its version is the one that was read.
QueryData locked_row(const ChangesetCore& changeset, const SourceKey& key, SqlValue id) {
  const auto& table = changeset.table();
  QueryData query{.table = &table, .from = {&key}, .prefix = changeset.prefix};
  auto equals = [&](std::size_t column, SqlValue value) {
    query.add_where({{Operator::equal},
                     {.op = Operator::column, .text = table.columns[column].name, .source = &key},
                     {.op = Operator::value, .value = std::move(value)}},
                    Operator::and_);
  };
  equals(table.id, std::move(id));
  equals(changeset.lock_column(), changeset.locked_version());
  return query;
}

/// Runs the statement; where it finds no row, that is the changeset's error.
bool run_locked(Connection& connection, ChangesetCore& changeset, const Statement& statement) {
  const GuardedWrites guard(connection, changeset);
  try {
    if (connection.execute(statement.sql, statement.values) > 0) return true;
    if (changeset.allow_stale) return true;
    const std::string_view locked = changeset.table().columns[changeset.lock_column()].field;
    changeset.add_error(changeset.stale_error_field.empty() ? locked : changeset.stale_error_field,
                        "is stale", {}, "stale");
    return false;
  } catch (const ConstraintError& violation) {
    handle_violation(changeset, violation);
    return false;
  }
}

}  // namespace

bool run_locked_update(Connection& connection, ChangesetCore& changeset,
                       const std::vector<std::size_t>& columns, const std::vector<SqlValue>& values) {
  const auto& table = changeset.table();
  const SourceKey key{&table, {}};
  std::vector<Assignment> assignments;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    assignments.push_back(
        {.column = table.columns[columns[i]].name, .value = {{.op = Operator::value, .value = values[i]}}});
  }
  return run_locked(
      connection, changeset,
      update_statement(locked_row(changeset, key, values.back()), assignments, connection.dialect()));
}

bool run_delete(Connection& connection, ChangesetCore& changeset, SqlValue id) {
  const auto& table = changeset.table();
  if (changeset.lock_column() != TableInfo::none) {
    const SourceKey key{&table, {}};
    return run_locked(connection, changeset,
                      delete_statement(locked_row(changeset, key, std::move(id)), connection.dialect()));
  }
  const GuardedWrites guard(connection, changeset);
  try {
    const auto sql = delete_sql(placed(table, changeset.prefix), connection.dialect());
    return connection.execute(sql, {&id, 1}) > 0 || stale(changeset, "delete_: the row");
  } catch (const ConstraintError& violation) {
    handle_violation(changeset, violation);
    return false;
  }
}

GuardedWrites::GuardedWrites(Connection& connection, const ChangesetCore& changeset)
    : connection_(connection.in_transaction() && !changeset.constraints().empty() ? &connection : nullptr) {
  if (connection_) connection_->set_guarded(true);
}

GuardedWrites::~GuardedWrites() {
  if (connection_) connection_->set_guarded(false);
}

Transaction::Transaction(Connection& connection)
    : connection_(connection), nested_(connection.in_transaction()) {
  connection_.execute(nested_ ? "SAVEPOINT anqa_nested" : connection_.begin_statement());
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    // A failure such as a full disk may have rolled the whole transaction back already.
    if (!connection_.in_transaction()) return;
    connection_.execute(nested_ ? "ROLLBACK TO anqa_nested" : "ROLLBACK");
    if (nested_) connection_.execute("RELEASE anqa_nested");
  } catch (const std::exception& error) {
    log_error(std::string("a transaction could not be rolled back: ") + error.what());
  }
}

void Transaction::commit() {
  connection_.execute(nested_ ? "RELEASE anqa_nested" : "COMMIT");
  open_ = false;
}

void with_repo(Connection& connection, void (*use)(BlockingRepo&, void*), void* context) {
  BlockingRepo repo(connection);
  use(repo, context);
}

void fail_nested_upsert(std::string_view table) {
  throw std::invalid_argument(
      "insert: a changeset of " + std::string(table) +
      " that changes associations is inserted with on_conflict: whose rows they would "
      "become is not known then; insert them on their own");
}

std::size_t rows_per_statement(const Dialect& dialect, std::size_t columns) {
  const std::size_t placeholders = dialect.kind == Dialect::Kind::sqlite ? 1'000 : max_placeholders;
  return std::max<std::size_t>(1, placeholders / std::max<std::size_t>(1, columns));
}

void fail_mixed_ids(std::string_view table) {
  throw std::invalid_argument("insert_all: some rows of " + std::string(table) +
                              " have an id and others have none; all must, or none");
}

void fail_none(std::string_view table) {
  throw NoResultsError("fetch: there is no such row in " + std::string(table));
}

void fail_multiple(std::string_view table) {
  throw MultipleResultsError("one: the query gives more than one row of " + std::string(table) +
                             "; narrow it down, or use all()");
}

}  // namespace anqa::detail
