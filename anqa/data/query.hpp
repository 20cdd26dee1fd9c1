#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/data/condition.hpp"
#include "anqa/data/detail/preload.hpp"
#include "anqa/data/detail/query_data.hpp"

namespace anqa {

/// What to sort by, made by asc() and desc(). NULL comes first in ascending order.
template <class From>
struct Order {
  detail::OrderTerm term;
};

template <SqlExpression T>
auto asc(const T& by) {
  return Order<detail::sources_of<T>>{{detail::nodes_of(by), false}};
}
template <SqlExpression T>
auto desc(const T& by) {
  return Order<detail::sources_of<T>>{{detail::nodes_of(by), true}};
}

/// A whole row in a select: `select(row<User>, row<Order>)`.
template <class S>
struct WholeRow {};
template <class S>
inline constexpr WholeRow<S> row{};

/// A part of a query, for Query::exclude().
enum class Clause : std::uint8_t {
  where,
  group_by,
  having,
  distinct,
  order_by,
  limit,
  offset,
  lock,
  preload
};

/// Whether the database computes a common table once and keeps its rows, or as a part of what reads it; by
/// itself it decides.
enum class Materialized : std::uint8_t { database_decides, yes, no };

/// Locks of rows until the transaction ends; SQLite has one writer and needs none.
enum class Lock : std::uint8_t { for_update, for_update_nowait, for_update_skip_locked, for_share };

template <class Root, class Result, class... Joined>
class Query;

namespace detail {

/// A source that was joined, and how.
template <JoinKind Kind, class S>
struct Joined {
  using Source = S;
  static constexpr JoinKind kind = Kind;
};

/// Whether the source at `index` (0 is the first) may be missing from a row of the result.
template <class... J>
constexpr bool may_be_missing(std::size_t index) {
  constexpr JoinKind kinds[] = {JoinKind::inner, J::kind...};
  if (kinds[index] == JoinKind::left || kinds[index] == JoinKind::full) return true;
  for (std::size_t later = index + 1; later <= sizeof...(J); ++later) {
    if (kinds[later] == JoinKind::right || kinds[later] == JoinKind::full) return true;
  }
  return false;
}

template <class Root, class... J>
struct Bindings {
  template <class S>
  static constexpr bool knows = std::is_same_v<S, Root> || (std::is_same_v<S, typename J::Source> || ...);
  template <class S>
  static consteval bool missing() {
    if constexpr (sizeof...(J) == 0) {
      return false;
    } else {
      constexpr bool same[] = {std::is_same_v<S, Root>, std::is_same_v<S, typename J::Source>...};
      for (std::size_t i = 0; i <= sizeof...(J); ++i) {
        if (same[i]) return may_be_missing<J...>(i);
      }
      return false;
    }
  }
};

template <class B, class... S>
consteval void require_known(Sources<S...>) {
  static_assert((B::template knows<S> && ...),
                "the query names a column of a table that it does not read: join the table first, as in "
                ".join<Order>(field<&Order::user_id> == field<&User::id>)");
}

template <class T>
struct OptionalOf {
  using type = std::optional<T>;
};
template <class T>
struct OptionalOf<std::optional<T>> {
  using type = std::optional<T>;
};

/// The C++ type of one thing selected by a query with the bindings B.
template <class B, class Item>
struct SelectedAs;
template <class B, class S>
struct SelectedAs<B, WholeRow<S>> {
  using Row = row_of<S>;
  using type = std::conditional_t<B::template missing<S>(), std::optional<Row>, Row>;
  using From = Sources<S>;
  static Selected selected(WholeRow<S>) { return {.expression = {}, .all_of = &source_key<S>}; }
};
template <class B, SqlExpression Item>
struct SelectedAs<B, Item> {
  template <class... S>
  static consteval bool missing(Sources<S...>) {
    return !Operand<Item>::total && (B::template missing<S>() || ...);
  }
  using type = typename std::conditional_t<missing(sources_of<Item>{}), OptionalOf<value_of<Item>>,
                                           std::type_identity<value_of<Item>>>::type;
  using From = sources_of<Item>;
  static Selected selected(const Item& item) { return {.expression = nodes_of(item)}; }
};

template <class... T>
struct ResultOf {
  using type = std::tuple<T...>;
};
template <class T>
struct ResultOf<T> {
  using type = T;
};

template <class S, class... T, std::size_t... I>
consteval void require_fields(std::index_sequence<I...>) {
  static_assert(anqa::field_count<S> == sizeof...(T),
                "select_into: the struct has another number of fields than are selected");
  static_assert(
      ((std::is_same_v<field_type<S, I>, T> || std::is_same_v<field_type<S, I>, std::optional<T>>) && ...),
      "select_into: a field of the struct has another type than what is selected for it; a column of a "
      "left join, sum, avg, min and max may be NULL and need a std::optional");
}

std::string_view lock_words(Lock lock);
std::string_view materialized_words(Materialized materialized);
void require_combinable(const QueryData& query);
void require_preloadable(const QueryData& query);

}  // namespace detail

/// A question to the database. A value: build it up in steps, keep parts, ask it several times.
///
///   auto query = from<User>().where(field<&User::age> >= 18).order_by(asc(field<&User::email>)).limit(20);
///   if (only_active) query.where(field<&User::active> == true);
///
///   auto spent = from<User>()
///                    .left_join<Order>(field<&Order::user_id> == field<&User::id>)
///                    .group_by(field<&User::id>)
///                    .select(row<User>, sum(field<&Order::total>));   // tuple<User, optional<int64_t>>
///
/// Values are always bound, never written into the statement. A step that leaves the type of the result alone
/// changes a named query and passes on a temporary one; a join or a select makes a new query.
///
/// `Root` is what it reads first, `Row` what it gives for each row, `Joined` what it reads besides.
template <class Root, class Result = detail::row_of<Root>, class... J>
class Query {
  using Known = detail::Bindings<Root, J...>;
  template <class Item>
  using SelectedAs = detail::SelectedAs<Known, Item>;

 public:
  using Row = Result;

  Query() : data_{.table = &table_of<detail::row_of<Root>>, .from = {&detail::source_key<Root>}} {}
  /// Not part of the interface.
  explicit Query(detail::QueryData data) : data_(std::move(data)) {}

  /// Rows must fulfil this, too.
  template <class Self, class... S>
  Self where(this Self&& self, const Condition<S...>& condition) {
    detail::require_known<Known>(Sources<S...>{});
    self.data_.add_where(condition.nodes(), detail::Operator::and_);
    return std::forward<Self>(self);
  }
  /// Rows may fulfil this instead of what was asked so far.
  template <class Self, class... S>
  Self or_where(this Self&& self, const Condition<S...>& condition) {
    detail::require_known<Known>(Sources<S...>{});
    self.data_.add_where(condition.nodes(), detail::Operator::or_);
    return std::forward<Self>(self);
  }

  /// Sorts by these, after those named before.
  template <class Self, class... Orders>
  Self order_by(this Self&& self, const Orders&... orders) {
    (self.data_.order.push_back(order_term(orders)), ...);
    return std::forward<Self>(self);
  }
  /// The other way round; by descending id when nothing was said.
  template <class Self>
  Self reverse_order(this Self&& self) {
    self.data_.reverse_order();
    return std::forward<Self>(self);
  }

  /// Sorts by these before all others.
  template <class Self, class... Orders>
  Self prepend_order_by(this Self&& self, const Orders&... orders) {
    self.data_.order.insert(self.data_.order.begin(), {order_term(orders)...});
    return std::forward<Self>(self);
  }
  /// The first rows, in the query's order or else by id; last() gives the last ones, the very last first.
  template <class Self>
  Self first(this Self&& self, std::int64_t count = 1) {
    self.data_.order_by_id();
    self.data_.set_limit(count);
    return std::forward<Self>(self);
  }
  template <class Self>
  Self last(this Self&& self, std::int64_t count = 1) {
    self.data_.reverse_order();
    self.data_.set_limit(count);
    return std::forward<Self>(self);
  }
  /// The query without what was said of one of its parts.
  template <class Self>
  Self exclude(this Self&& self, Clause clause) {
    if (clause == Clause::preload) self.preloads_.clear();
    self.data_.exclude(clause);
    return std::forward<Self>(self);
  }

  template <class Self>
  Self limit(this Self&& self, std::int64_t count) {
    self.data_.set_limit(count);
    return std::forward<Self>(self);
  }
  /// The limit takes those in, too, that sort as its last row does; in PostgreSQL only.
  template <class Self>
  Self with_ties(this Self&& self) {
    self.data_.with_ties = true;
    return std::forward<Self>(self);
  }
  template <class Self>
  Self offset(this Self&& self, std::int64_t count) {
    self.data_.set_offset(count);
    return std::forward<Self>(self);
  }

  template <class Self, SqlExpression... By>
  Self group_by(this Self&& self, const By&... by) {
    (detail::require_known<Known>(detail::sources_of<By>{}), ...);
    (self.data_.group_by.push_back(detail::nodes_of(by)), ...);
    return std::forward<Self>(self);
  }
  template <class Self, class... S>
  Self having(this Self&& self, const Condition<S...>& condition) {
    detail::require_known<Known>(Sources<S...>{});
    self.data_.add_having(condition.nodes(), detail::Operator::and_);
    return std::forward<Self>(self);
  }

  /// Equal results once. With columns: the first row of each of their values, in PostgreSQL only.
  template <class Self, SqlExpression... By>
  Self distinct(this Self&& self, const By&... by) {
    (detail::require_known<Known>(detail::sources_of<By>{}), ...);
    if constexpr (sizeof...(By) == 0) self.data_.distinct = true;
    (self.data_.distinct_on.push_back(detail::nodes_of(by)), ...);
    return std::forward<Self>(self);
  }

  /// The schema of PostgreSQL, or the attached database of SQLite, in which this query reads the tables that
  /// name none of their own: one for each tenant. Any text: it is quoted.
  template <class Self>
  Self put_query_prefix(this Self&& self, std::string prefix) {
    self.data_.prefix = std::move(prefix);
    return std::forward<Self>(self);
  }

  template <class Self>
  Self lock(this Self&& self, Lock lock) {
    self.data_.lock = detail::lock_words(lock);
    return std::forward<Self>(self);
  }

  // --- joins

  template <class S, class... C>
  auto join(const Condition<C...>& on) const {
    return joined<detail::JoinKind::inner, S>({&detail::source_key<S>}, on);
  }
  /// What has no partner comes once, and its columns of S are nothing.
  template <class S, class... C>
  auto left_join(const Condition<C...>& on) const {
    return joined<detail::JoinKind::left, S>({&detail::source_key<S>}, on);
  }
  template <class S, class... C>
  auto right_join(const Condition<C...>& on) const {
    return joined<detail::JoinKind::right, S>({&detail::source_key<S>}, on);
  }
  template <class S, class... C>
  auto full_join(const Condition<C...>& on) const {
    return joined<detail::JoinKind::full, S>({&detail::source_key<S>}, on);
  }
  template <class S>
  auto cross_join() const {
    return joined<detail::JoinKind::cross, S>({&detail::source_key<S>}, Condition<>(detail::Expression{}));
  }
  /// The same with a name of its own.
  template <class T, FixedString Name, class... C>
  auto join(Binding<T, Name>, const Condition<C...>& on) const {
    return join<Binding<T, Name>>(on);
  }
  template <class T, FixedString Name, class... C>
  auto left_join(Binding<T, Name>, const Condition<C...>& on) const {
    return left_join<Binding<T, Name>>(on);
  }
  /// The rows of another query, whose columns are the fields of the struct that it selects into.
  template <class R, class S, class... K, class... C>
  auto join(const Query<R, S, K...>& query, const Condition<C...>& on) const {
    return joined<detail::JoinKind::inner, S>(subquery_source(query), on);
  }
  template <class R, class S, class... K, class... C>
  auto left_join(const Query<R, S, K...>& query, const Condition<C...>& on) const {
    return joined<detail::JoinKind::left, S>(subquery_source(query), on);
  }
  /// The rows of a query that is asked for each row found so far, whose columns it names by outer(): "the
  /// three latest orders of each user". In PostgreSQL only.
  template <class R, class S, class... K>
  auto lateral_join(const Query<R, S, K...>& query) const {
    return joined<detail::JoinKind::inner, S>(lateral_source(query), always());
  }
  template <class R, class S, class... K>
  auto left_lateral_join(const Query<R, S, K...>& query) const {
    return joined<detail::JoinKind::left, S>(lateral_source(query), always());
  }
  /// The common table expression of this name, see with_cte().
  template <class S, class... C>
  auto join_cte(std::string name, const Condition<C...>& on) const {
    return joined<detail::JoinKind::inner, S>({.key = &detail::source_key<S>, .cte = std::move(name)}, on);
  }

  // --- results

  /// What is given for each row: a value for one expression, a std::tuple for several.
  template <class... Items>
  auto select(const Items&... items) const {
    (detail::require_known<Known>(typename SelectedAs<Items>::From{}), ...);
    Query<Root, typename detail::ResultOf<typename SelectedAs<Items>::type...>::type, J...> query(data_);
    query.set_select({SelectedAs<Items>::selected(items)...});
    return query;
  }
  /// A struct of the selected values, in the order of its fields. It need not be a schema, and as a subquery
  /// its fields are the columns.
  template <class S, class... Items>
  auto select_into(const Items&... items) const {
    (detail::require_known<Known>(typename SelectedAs<Items>::From{}), ...);
    detail::require_fields<S, typename SelectedAs<Items>::type...>(std::index_sequence_for<Items...>{});
    Query<Root, S, J...> query(data_);
    std::vector<detail::Selected> selected{SelectedAs<Items>::selected(items)...};
    for (std::size_t i = 0; i < selected.size(); ++i) selected[i].as = field_names<S>[i];
    query.set_select(std::move(selected));
    return query;
  }

  // --- associations

  /// Loads an association (anqa/data/association.hpp) into each row found, by one statement for all rows;
  /// several members are a path: `.preload<&User::orders, &Order::lines>()`.
  template <auto... Path, class Self>
  Self preload(this Self&& self) {
    static_assert(std::is_same_v<Result, detail::row_of<Root>>, "preload: the query selects no whole rows");
    self.preloads_.push_back({&detail::begin_preload<Result, Path...>, {}});
    return std::forward<Self>(self);
  }
  /// The same with conditions, an order and preloads for what is loaded. A limit would be about all of it and
  /// is not allowed.
  template <auto... Path, class Self, class T>
  Self preload(this Self&& self, const Query<T>& query) {
    static_assert(std::is_same_v<Result, detail::row_of<Root>>, "preload: the query selects no whole rows");
    detail::require_preloadable(query.data());
    self.preloads_.push_back({&detail::begin_preload<Result, Path...>,
                              {std::make_shared<const detail::QueryData>(query.data()), query.preloads()}});
    return std::forward<Self>(self);
  }

  // --- several queries

  /// The rows of both, equal ones once; union_all keeps all. Both give the same type. An order or a limit is
  /// about the whole and is said after it.
  template <class Self, class R, class... K>
  Self union_(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("UNION", other.data());
    return std::forward<Self>(self);
  }
  template <class Self, class R, class... K>
  Self union_all(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("UNION ALL", other.data());
    return std::forward<Self>(self);
  }
  template <class Self, class R, class... K>
  Self except(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("EXCEPT", other.data());
    return std::forward<Self>(self);
  }
  template <class Self, class R, class... K>
  Self intersect(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("INTERSECT", other.data());
    return std::forward<Self>(self);
  }

  /// With equal rows as often as they are left, or in both; in PostgreSQL only.
  template <class Self, class R, class... K>
  Self except_all(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("EXCEPT ALL", other.data());
    return std::forward<Self>(self);
  }
  template <class Self, class R, class... K>
  Self intersect_all(this Self&& self, const Query<R, Result, K...>& other) {
    self.combine("INTERSECT ALL", other.data());
    return std::forward<Self>(self);
  }

  /// A query that this one, its joins and subqueries read under a name: from_cte<S>(name), join_cte<S>(name,
  /// …).
  template <class Self, class R, class S, class... K>
  Self with_cte(this Self&& self, std::string name, const Query<R, S, K...>& query,
                Materialized materialized = Materialized::database_decides) {
    self.data_.with.push_back({std::move(name), std::make_shared<const detail::QueryData>(query.data()),
                               detail::materialized_words(materialized)});
    return std::forward<Self>(self);
  }
  /// Common table expressions may read themselves: union_all of a beginning and of a step that joins the
  /// name.
  template <class Self>
  Self recursive_ctes(this Self&& self) {
    self.data_.recursive = true;
    return std::forward<Self>(self);
  }

  /// Not part of the interface: for the Repo.
  const detail::QueryData& data() const { return data_; }
  const std::vector<detail::Preload>& preloads() const { return preloads_; }
  void set_select(std::vector<detail::Selected> select) { data_.select = std::move(select); }

  template <class R, class S, class... K>
  static detail::QuerySource subquery_source(const Query<R, S, K...>& query) {
    static_assert(
        std::is_aggregate_v<S>,
        "a subquery that is read like a table selects a whole schema or select_into a struct, whose fields "
        "name its columns");
    return {&detail::source_key<S>, std::make_shared<const detail::QueryData>(query.data())};
  }

 private:
  template <class R, class S, class... K>
  static detail::QuerySource lateral_source(const Query<R, S, K...>& query) {
    auto source = subquery_source(query);
    source.lateral = true;
    return source;
  }
  static Condition<> always() { return Condition<>({{.op = detail::Operator::fragment, .text = "(1 = 1)"}}); }

  template <class From>
  static detail::OrderTerm order_term(const Order<From>& order) {
    detail::require_known<Known>(From{});
    return order.term;
  }
  template <SqlExpression T>
  static detail::OrderTerm order_term(const T& by) {
    return order_term(asc(by));
  }

  template <detail::JoinKind Kind, class S, class... C>
  auto joined(detail::QuerySource source, const Condition<C...>& on) const {
    static_assert(!Known::template knows<S>,
                  "the query reads this table already: give it another name with anqa::Binding<T, \"name\">");
    using Next = Query<Root, Result, J..., detail::Joined<Kind, S>>;
    detail::require_known<detail::Bindings<Root, J..., detail::Joined<Kind, S>>>(Sources<C...>{});
    Next query(data_);
    query.add_join({Kind, std::move(source), on.nodes()});
    if constexpr (std::is_same_v<Result, detail::row_of<Root>>) query.preloads_ = preloads_;
    return query;
  }

  void combine(std::string_view word, const detail::QueryData& other) {
    detail::require_combinable(other);
    data_.combinations.push_back({word, std::make_shared<const detail::QueryData>(other)});
  }

  void add_join(detail::JoinData join) { data_.joins.push_back(std::move(join)); }

  template <class, class, class...>
  friend class Query;

  detail::QueryData data_;
  std::vector<detail::Preload> preloads_;
};

/// All rows of a table, to be narrowed down.
template <class S>
Query<S> from() {
  return Query<S>();
}
template <class T, FixedString Name>
Query<Binding<T, Name>> from(Binding<T, Name>) {
  return Query<Binding<T, Name>>();
}
/// The rows of another query.
template <class R, class S, class... K>
Query<S> from(const Query<R, S, K...>& query) {
  return Query<S>(detail::QueryData{.table = &table_of<S>, .from = Query<S>::subquery_source(query)});
}
/// The rows of a common table expression.
template <class S>
Query<S> from_cte(std::string name) {
  return Query<S>(detail::QueryData{.table = &table_of<S>,
                                    .from = {.key = &detail::source_key<S>, .cte = std::move(name)}});
}

template <class T>
inline constexpr bool is_query = false;
template <class... T>
inline constexpr bool is_query<Query<T...>> = true;
template <class T>
concept QueryType = is_query<std::remove_cvref_t<T>>;

}  // namespace anqa
