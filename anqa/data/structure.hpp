#pragma once

#include <string>
#include <string_view>

namespace anqa {

class Database;

/// The structure of a database, and which migrations it has run, as a text of SQL for a new database: what a
/// test's database is made of at once instead of by a hundred migrations. PostgreSQL's is written by its
/// program pg_dump, which must be found in PATH; `url` is the address that it is given. Throws DatabaseError.
std::string dump_structure(Database& database, const std::string& url = {});

/// Runs such a text, in a transaction, on a database that has no tables.
void load_structure(Database& database, std::string_view structure);

}  // namespace anqa
