#pragma once

#include <sqlite3.h>

namespace anqa::sqlite {

/// Makes the collation anqa_decimal known to a connection: texts that are decimal numbers in the order of the
/// numbers, so that comparisons, sorting, min(), max() and unique indexes of such a column are those of
/// numbers.
void add_decimal_collation(sqlite3* handle);

}  // namespace anqa::sqlite
