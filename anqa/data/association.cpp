#include "anqa/data/association.hpp"

#include "anqa/data/database_error.hpp"

namespace anqa::detail {

void fail_not_loaded(std::string_view kind, std::string_view type) {
  throw NotLoadedError(
      "an association (" + std::string(kind) + " of " + std::string(type) +
      ") is read, but was not loaded: add .preload<&…>() to the query, or repo.preload<&…>(rows)");
}

void fail_no_row(std::string_view kind, std::string_view type) {
  throw std::logic_error("an association (" + std::string(kind) + " of " + std::string(type) +
                         ") has no row: ask get() first, which is null then");
}

void fail_has_one(std::string_view table, std::string_view key) {
  throw MultipleResultsError("has_one: " + std::string(table) + " has more than one row with the same " +
                             std::string(key) + "; use has_many, or make the column's index unique");
}

std::string key_name(std::string_view type, std::string_view given) {
  if (!given.empty()) return std::string(given);
  std::string name;
  for (const char c : type.substr(type.rfind(':') + 1)) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !name.empty()) name += '_';
    name += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name + "_id";
}

std::vector<SqlValue> unique_keys(std::vector<SqlValue> keys) {
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::erase(keys, SqlValue());
  return keys;
}

Expression in_keys(const SourceKey* source, std::string_view column, std::span<const SqlValue> keys) {
  // The name must outlive the query: it is that of the table's own column.
  const auto& columns = source->table->columns;
  const auto found = std::ranges::find(columns, column, &Column::name);
  Expression nodes{{.op = Operator::in, .count = static_cast<std::uint32_t>(keys.size())},
                   {.op = Operator::column, .text = found->name, .source = source}};
  for (const auto& key : keys) nodes.push_back({.op = Operator::value, .value = key});
  return nodes;
}

}  // namespace anqa::detail
