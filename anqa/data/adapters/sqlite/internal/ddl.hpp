#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/sql.hpp"
#include "anqa/data/migration.hpp"

namespace anqa::sqlite {

/// The statements that create a table or add columns to one.
std::vector<std::string> table_statements(const TableChange& change);

std::string create_index(std::string_view name, std::string_view table,
                         const std::vector<std::string>& columns, bool unique);

}  // namespace anqa::sqlite
