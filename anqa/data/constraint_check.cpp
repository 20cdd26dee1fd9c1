#include "anqa/data/constraint_check.hpp"

#include <algorithm>
#include <set>

#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa {
namespace {

using Names = std::set<std::string, std::less<>>;

Names read(Connection& connection, std::string_view sql, const std::string& table) {
  const SqlValue values[] = {table};
  Names names;
  auto rows = connection.query(sql, values);
  while (rows->next()) names.emplace(rows->text(0));
  return names;
}

/// The names of a table's constraints of a kind.
Names postgres_names(Connection& connection, const std::string& table, ConstraintKind kind) {
  const auto of_type = [&](std::string_view type) {
    return read(connection,
                "SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE "
                "pg_table_is_visible(conrelid) AND relname = $1 AND contype IN (" +
                    std::string(type) + ")",
                table);
  };
  switch (kind) {
    case ConstraintKind::unique: {
      auto names = of_type("'u', 'p'");
      names.merge(read(connection,
                       "SELECT index.relname::text FROM pg_index JOIN pg_class AS index ON index.oid = "
                       "indexrelid JOIN pg_class AS indexed ON indexed.oid = indrelid WHERE indisunique AND "
                       "pg_table_is_visible(indrelid) AND indexed.relname = $1",
                       table));
      return names;
    }
    case ConstraintKind::foreign_key: {
      // Also those of other tables that lead here: no_assoc_constraint.
      auto names = of_type("'f'");
      names.merge(read(connection,
                       "SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid "
                       "WHERE relname = $1 AND contype = 'f'",
                       table));
      return names;
    }
    case ConstraintKind::check:
      return of_type("'c'");
    case ConstraintKind::exclusion:
      return of_type("'x'");
    case ConstraintKind::not_null:
      break;
  }
  return {};
}

/// SQLite keeps names of constraints only in the text of the table. Those of a foreign key are made from its
/// columns, as by dangling_references().
Names sqlite_names(Connection& connection, const std::string& table, ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::unique: {
      auto names = read(connection, "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" = 1", table);
      names.merge(read(connection,
                       "SELECT ?1 || '_' || replace((SELECT group_concat(name) FROM (SELECT name FROM "
                       "pragma_index_info(indices.name) ORDER BY seqno)), ',', '_') || '_index' FROM "
                       "pragma_index_list(?1) AS indices WHERE \"unique\" = 1 AND NOT EXISTS (SELECT 1 FROM "
                       "pragma_index_info(indices.name) WHERE name IS NULL)",
                       table));
      return names;
    }
    case ConstraintKind::foreign_key: {
      auto names =
          read(connection, "SELECT ?1 || '_' || \"from\" || '_fkey' FROM pragma_foreign_key_list(?1)", table);
      names.merge(read(connection,
                       "SELECT tables.name || '_' || keys.\"from\" || '_fkey' FROM sqlite_schema AS tables, "
                       "pragma_foreign_key_list(tables.name) AS keys WHERE tables.type = 'table' AND "
                       "keys.\"table\" = ?1",
                       table));
      return names;
    }
    case ConstraintKind::check: {
      Names names;
      const auto texts =
          read(connection, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", table);
      for (std::string_view text : texts) {
        constexpr std::string_view word = "CONSTRAINT \"";
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at)) {
          at += word.size();
          names.emplace(text.substr(at, text.find('"', at) - at));
        }
      }
      return names;
    }
    default:
      return {};
  }
}

std::string line_to_add(const ConstraintName& missing) {
  const std::string table = "\"" + missing.table + "\"";
  const std::string name = "\"" + missing.name + "\"";
  switch (missing.kind) {
    case ConstraintKind::unique: {
      const bool usual = missing.name == missing.table + "_" + missing.column + "_index";
      return "db.unique_index(" + table + ", {\"" + missing.column + "\"" +
             (usual ? "});" : ", …}, {.name = " + name + "});");
    }
    case ConstraintKind::foreign_key:
      return "db.alter_table(" + table + ").references(\"" + missing.column + "\", …);";
    case ConstraintKind::check:
      return "db.create_constraint(" + table + ", " + name + ", \"…\");";
    case ConstraintKind::exclusion:
      return "db.execute(\"ALTER TABLE " + missing.table + " ADD CONSTRAINT " + missing.name +
             " EXCLUDE …\", \"ALTER TABLE " + missing.table + " DROP CONSTRAINT " + missing.name + "\");";
    case ConstraintKind::not_null:
      break;
  }
  return {};
}

}  // namespace

std::vector<ConstraintName> ConstraintCheck::names_of(const detail::ChangesetCore& changeset) {
  std::vector<ConstraintName> names;
  for (const auto& declared : changeset.constraints()) {
    const auto& table = changeset.table();
    names.push_back({std::string(table.name), declared.kind, declared.name,
                     std::string(table.columns[declared.column].name)});
  }
  return names;
}

std::vector<ConstraintName> missing_constraints(Database& database, std::span<const ConstraintCheck> checks) {
  auto lease = database.reader("the check of constraints");
  const bool sqlite = lease->dialect().kind == detail::Dialect::Kind::sqlite;
  std::vector<ConstraintName> missing;
  for (const auto& check : checks) {
    for (auto& wanted : check.names()) {
      // SQLite has none, so a program for both cannot have made it there.
      if (sqlite && wanted.kind == ConstraintKind::exclusion) continue;
      const auto known = sqlite ? sqlite_names(*lease, wanted.table, wanted.kind)
                                : postgres_names(*lease, wanted.table, wanted.kind);
      const bool told = std::ranges::any_of(missing, [&](const ConstraintName& other) {
        return other.table == wanted.table && other.name == wanted.name && other.kind == wanted.kind;
      });
      if (!known.contains(wanted.name) && !told) missing.push_back(std::move(wanted));
    }
  }
  return missing;
}

void require_constraints(Database& database, std::span<const ConstraintCheck> checks) {
  if (checks.empty()) return;
  const auto missing = missing_constraints(database, checks);
  if (missing.empty()) return;
  std::string message = "changesets declare constraints that no migration has made:";
  for (const auto& constraint : missing) {
    message += "\n  " + constraint.name + " of " + constraint.table +
               "; add to a migration: " + line_to_add(constraint);
  }
  throw DatabaseError(message);
}

}  // namespace anqa
