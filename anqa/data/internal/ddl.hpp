#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "anqa/data/detail/sql.hpp"
#include "anqa/data/migration_steps.hpp"

/// The steps of a migration as values, how each is undone, and how each is spelt.
namespace anqa::detail {

struct DropTable {
  std::string name;
  bool if_exists;
};
struct RenameTable {
  std::string from, to;
};
struct RenameColumn {
  std::string table, from, to;
};
struct IndexStep {
  std::string table;
  std::vector<IndexColumn> columns;
  IndexOptions options;  ///< with its name
  bool drop;
};
struct ConstraintStep {
  std::string table, name, condition;
  bool drop;
};
struct RawStep {
  std::string up, down;
};
/// A table's change is held by pointer, so that it stays in place while more steps are added.
using Step = std::variant<std::unique_ptr<TableChange>, DropTable, RenameTable, RenameColumn, IndexStep,
                          ConstraintStep, RawStep>;

/// Throws std::logic_error when the step does not say enough.
Step reversed(const Step& step);

/// What a column's type is called in a database.
std::string_view type_name(ColumnType type, const Dialect& dialect);

std::vector<std::string> statements(const Step& step, const Dialect& dialect);

}  // namespace anqa::detail
