#include "anqa/data/decimal.hpp"

#include "anqa/data/adapters/sqlite/internal/decimal.hpp"

namespace anqa::sqlite {
namespace {

/// What is no number comes before all numbers, in the order of its bytes, so that the order is total.
int compare(void*, int size_a, const void* a, int size_b, const void* b) {
  const std::string_view text_a(static_cast<const char*>(a), static_cast<std::size_t>(size_a));
  const std::string_view text_b(static_cast<const char*>(b), static_cast<std::size_t>(size_b));
  const auto number_a = Decimal::parse(text_a), number_b = Decimal::parse(text_b);
  if (number_a && number_b) return *number_a < *number_b ? -1 : *number_a > *number_b;
  if (number_a || number_b) return number_a ? 1 : -1;
  return text_a.compare(text_b);
}

}  // namespace

void add_decimal_collation(sqlite3* handle) {
  sqlite3_create_collation_v2(handle, "anqa_decimal", SQLITE_UTF8, nullptr, compare, nullptr);
}

}  // namespace anqa::sqlite
