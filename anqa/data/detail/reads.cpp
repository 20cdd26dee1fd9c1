#include "anqa/data/detail/reads.hpp"

#include <map>
#include <stdexcept>

namespace anqa::detail {

Statement ReadPlan::statement(const Dialect& dialect) const {
  auto statement = select_statement(query, dialect);
  const bool sqlite = dialect.kind == Dialect::Kind::sqlite;
  if (sqlite && analyze) throw std::invalid_argument("explain: SQLite shows a plan, and does not analyze it");
  const char* words = sqlite ? "EXPLAIN QUERY PLAN " : analyze ? "EXPLAIN (ANALYZE, BUFFERS) " : "EXPLAIN ";
  statement.sql.insert(0, words);
  return statement;
}

std::string ReadPlan::decode(Cursor& rows) const {
  std::string text;
  std::map<std::int64_t, std::size_t> depths;
  while (rows.next()) {
    if (rows.name(0) == "QUERY PLAN") {  // PostgreSQL gives lines
      text.append(rows.text(0)).append("\n");
      continue;
    }
    // SQLite numbers the parts and says of each whose part it is.
    const auto depth = depths.contains(rows.integer(1)) ? depths[rows.integer(1)] + 1 : 0;
    depths[rows.integer(0)] = depth;
    text.append(depth * 2, ' ').append(rows.text(3)).append("\n");
  }
  return text;
}

}  // namespace anqa::detail
