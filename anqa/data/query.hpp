#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "anqa/data/condition.hpp"

namespace anqa {

/// A column to sort by, made by asc() and desc(). NULL comes first in ascending order.
template <SchemaType T>
struct Order {
  detail::OrderTerm term;
};

template <auto... Path>
auto asc(Field<Path...>) {
  using Column = detail::ColumnPath<Path...>;
  return Order<typename Column::Root>{{Column::name(), false}};
}
template <auto... Path>
auto desc(Field<Path...>) {
  using Column = detail::ColumnPath<Path...>;
  return Order<typename Column::Root>{{Column::name(), true}};
}

/// A question about the rows of one table. A value: build it up in steps, keep parts, ask it several times.
///
///   auto query = from<User>().where(field<&User::age> >= 18).order_by(asc(field<&User::email>)).limit(20);
///   if (only_active) query = query.where(field<&User::active> == true);
///
/// Values are always bound, never written into the statement. Each step changes a named query and passes on a
/// temporary one.
template <SchemaType T>
class Query {
 public:
  using Row = T;

  Query() : data_{.table = &table_of<T>, .where = {}, .order = {}, .limit = {}, .offset = {}} {}

  /// Rows must fulfil this, too.
  template <class Self>
  Self where(this Self&& self, const Condition<T>& condition) {
    self.data_.add_where(condition.nodes(), detail::Operator::and_);
    return std::forward<Self>(self);
  }
  /// Rows may fulfil this instead of what was asked so far.
  template <class Self>
  Self or_where(this Self&& self, const Condition<T>& condition) {
    self.data_.add_where(condition.nodes(), detail::Operator::or_);
    return std::forward<Self>(self);
  }

  /// Sorts by these columns, after those named before.
  template <class Self, class... Orders>
  Self order_by(this Self&& self, const Orders&... orders) {
    (self.data_.order.push_back(order_term(orders)), ...);
    return std::forward<Self>(self);
  }

  template <class Self>
  Self limit(this Self&& self, std::int64_t count) {
    self.data_.set_limit(count);
    return std::forward<Self>(self);
  }
  template <class Self>
  Self offset(this Self&& self, std::int64_t count) {
    self.data_.set_offset(count);
    return std::forward<Self>(self);
  }

  /// Not part of the interface: for the Repo.
  const detail::QueryData& data() const { return data_; }

 private:
  static detail::OrderTerm order_term(const Order<T>& order) { return order.term; }
  template <auto... Path>
  static detail::OrderTerm order_term(Field<Path...> column) {
    return order_term(asc(column));
  }

  detail::QueryData data_;
};

/// All rows of T's table, to be narrowed down.
template <SchemaType T>
Query<T> from() {
  return Query<T>();
}

}  // namespace anqa
