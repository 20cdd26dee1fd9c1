#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/sql.hpp"
#include "anqa/data/migration.hpp"

namespace anqa::detail {

/// What a column's type is called in a database.
std::string_view type_name(ColumnType type, const Dialect& dialect);

/// The statements that create a table or change one.
std::vector<std::string> table_statements(const TableChange& change, const Dialect& dialect);

std::string create_index(std::string_view name, std::string_view table,
                         const std::vector<std::string>& columns, bool unique);

}  // namespace anqa::detail
