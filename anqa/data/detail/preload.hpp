#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "anqa/data/field_type.hpp"

namespace anqa::detail {

struct QueryData;

/// How many keys one statement of a preload asks for.
inline constexpr std::size_t max_keys = 5'000;

/// Runs the statements of a preload: the repo.
class StatementRunner {
 public:
  StatementRunner() = default;
  StatementRunner(const StatementRunner&) = delete;
  StatementRunner& operator=(const StatementRunner&) = delete;
  virtual ~StatementRunner() = default;
  virtual std::unique_ptr<Cursor> select(const QueryData& query) = 0;
  /// Two columns of a table of pairs, where the first is one of the keys.
  virtual std::unique_ptr<Cursor> pairs(std::string_view table, std::string_view first,
                                        std::string_view second, std::span<const SqlValue> keys) = 0;
};

struct Preload;

struct PreloadOptions {
  /// What the related rows must fulfil besides, and their order; may be null.
  std::shared_ptr<const QueryData> query;
  /// What is preloaded into the related rows.
  std::vector<Preload> nested;
};

/// An association to load into rows, a `std::vector<Row>`.
struct Preload {
  void (*run)(StatementRunner&, void* rows, const PreloadOptions&);
  PreloadOptions options;
};

/// Defined in association.hpp.
template <class Row, auto First, auto... Rest>
void run_preload(StatementRunner& runner, void* rows, const PreloadOptions& options);

/// A key as it is compared.
template <class Id>
SqlValue read_key(Cursor& row, int column) {
  Id id{};
  FieldType<Id>::load(row, column, id);
  return FieldType<Id>::dump(id);
}

/// Whether a column is called like a type with _id: "order_line_id" for "shop::OrderLine".
constexpr bool is_key_of(std::string_view column, std::string_view type) {
  type = type.substr(type.rfind(':') + 1);  // npos + 1 is 0
  std::size_t at = 0;
  auto next = [&](char c) { return at < column.size() && column[at++] == c; };
  for (std::size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && i > 0 && !next('_')) return false;
    if (!next(upper ? static_cast<char>(c - 'A' + 'a') : c)) return false;
  }
  return column.substr(at) == "_id";
}

[[noreturn]] void fail_has_one(std::string_view table, std::string_view key);

}  // namespace anqa::detail
