// What SQLite says about a violated constraint, made into names that a changeset can declare.

#include "anqa/data/adapters/sqlite/internal/connection.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::sqlite {
namespace {

/// "users.org_id, users.email" → the table and its columns.
void split_columns(std::string_view list, std::string& table, std::vector<std::string>& columns) {
  while (!list.empty()) {
    const auto end = list.find(", ");
    const auto item = list.substr(0, end);
    const auto dot = item.find('.');
    if (dot != std::string_view::npos) {
      table = item.substr(0, dot);
      columns.emplace_back(item.substr(dot + 1));
    }
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 2);
  }
}

std::string joined(std::string_view table, const std::vector<std::string>& columns, std::string_view suffix) {
  std::string name(table);
  for (const auto& column : columns) name.append("_").append(column);
  return name.append(suffix);
}

}  // namespace

void Connection::fail_constraint(std::string_view sql, int code, std::string message) {
  // The message ends in what was violated: "UNIQUE constraint failed: users.email", "…: index 'name'",
  // "CHECK constraint failed: name"; that of a foreign key says nothing more.
  constexpr std::string_view marker = "failed: ";
  const auto at = message.find(marker);
  const std::string subject = at == std::string::npos ? std::string() : message.substr(at + marker.size());
  const std::string text = "SQLite: " + message + ": " + std::string(sql);
  std::string table;
  std::vector<std::string> columns;
  std::vector<std::string> names;
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      if (subject.starts_with("index '")) {
        names.push_back(subject.substr(7, subject.size() - 8));
      } else {
        split_columns(subject, table, columns);
        names = unique_index_names(table, columns);
        names.push_back(joined(table, columns, "_index"));
      }
      throw ConstraintError(text, ConstraintKind::unique, table, columns, names);
    case SQLITE_CONSTRAINT_NOTNULL:
      split_columns(subject, table, columns);
      throw ConstraintError(text, ConstraintKind::not_null, table, columns, {});
    case SQLITE_CONSTRAINT_CHECK:
      throw ConstraintError(text, ConstraintKind::check, {}, {}, {subject});
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      throw ConstraintError(text, ConstraintKind::foreign_key, {}, {}, {});
    default:
      throw DatabaseError(text);
  }
}

std::vector<std::string> Connection::unique_index_names(const std::string& table,
                                                        const std::vector<std::string>& columns) {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ",") + column;
  const SqlValue values[] = {table, list};
  auto rows = query(
      "SELECT name FROM pragma_index_list(?1) AS indices WHERE \"unique\" = 1 AND ?2 = (SELECT "
      "group_concat(name) FROM "
      "(SELECT name FROM pragma_index_info(indices.name) ORDER BY seqno))",
      values);
  std::vector<std::string> names;
  while (rows->next()) names.emplace_back(rows->text(0));
  return names;
}

std::vector<std::string> Connection::dangling_references(std::string_view table,
                                                         std::span<const std::string_view> columns,
                                                         std::span<const SqlValue> values) {
  struct Reference {
    std::string column, table, key;
  };
  std::vector<Reference> references;
  const SqlValue of_table[] = {std::string(table)};
  // A reference over several columns has as many rows with one id; those are left to the message of the
  // exception.
  auto rows = query(
      "SELECT \"from\", \"table\", coalesce(\"to\", 'id') FROM pragma_foreign_key_list(?1) GROUP BY id "
      "HAVING count(*) = 1",
      of_table);
  while (rows->next()) {
    references.push_back(
        {std::string(rows->text(0)), std::string(rows->text(1)), std::string(rows->text(2))});
  }
  std::vector<std::string> names;
  for (const auto& reference : references) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != reference.column || std::holds_alternative<std::monostate>(values[i])) continue;
      auto found = query("SELECT 1 FROM " + detail::quoted(reference.table) + " WHERE " +
                             detail::quoted(reference.key) + " = ?1",
                         values.subspan(i, 1));
      if (!found->next()) names.push_back(joined(table, {reference.column}, "_fkey"));
    }
  }
  return names;
}

}  // namespace anqa::sqlite
