#include "anqa/data/query.hpp"

#include "anqa/data/detail/load_row.hpp"
#include "anqa/data/functions.hpp"

#include <stdexcept>

namespace anqa::detail {

std::string_view lock_words(Lock lock) {
  switch (lock) {
    case Lock::for_update:
      return "FOR UPDATE";
    case Lock::for_update_nowait:
      return "FOR UPDATE NOWAIT";
    case Lock::for_update_skip_locked:
      return "FOR UPDATE SKIP LOCKED";
    case Lock::for_share:
      return "FOR SHARE";
  }
  return {};
}

std::string_view materialized_words(Materialized materialized) {
  if (materialized == Materialized::database_decides) return "";
  return materialized == Materialized::yes ? "MATERIALIZED " : "NOT MATERIALIZED ";
}

void QueryData::exclude(Clause clause) {
  switch (clause) {
    case Clause::where:
      return where.clear();
    case Clause::group_by:
      return group_by.clear();
    case Clause::having:
      return having.clear();
    case Clause::distinct:
      distinct = false;
      return distinct_on.clear();
    case Clause::order_by:
      return order.clear();
    case Clause::limit:
      with_ties = false;
      return limit.reset();
    case Clause::offset:
      return offset.reset();
    case Clause::lock:
      lock = {};
      return;
    case Clause::preload:
      return;
  }
}

void require_combinable(const QueryData& query) {
  if (query.order.empty() && !query.limit && !query.offset && query.with.empty() &&
      query.combinations.empty())
    return;
  throw std::invalid_argument(
      "a query that is united with another has an order, a limit, common tables or a union of its own: say "
      "order and "
      "limit after the union, or read it as a subquery, from(query)");
}

void require_preloadable(const QueryData& query) {
  if (!query.limit && !query.offset && query.combinations.empty()) return;
  throw std::invalid_argument(
      "preload: the query has a limit, an offset or a union, which would be about the related rows of all "
      "rows "
      "together; number them by row_number() over a partition instead");
}

void require_places(std::size_t places, std::size_t arguments, std::string_view text) {
  if (places == arguments) return;
  throw std::invalid_argument("fragment(\"" + std::string(text) + "\"): " + std::to_string(places) +
                              " places and " + std::to_string(arguments) + " arguments");
}

bool row_is_missing(Cursor& row, int first, std::size_t columns) {
  for (int i = 0; i < static_cast<int>(columns); ++i) {
    if (!row.is_null(first + i)) return false;
  }
  return true;
}

}  // namespace anqa::detail
