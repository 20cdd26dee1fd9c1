#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/fixed_string.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/data/detail/load_row.hpp"
#include "anqa/data/on_delete.hpp"
#include "anqa/data/query.hpp"

// How the rows of tables belong together. A field of one of these types is no column; it holds other rows
// once they were preloaded, and reading it before that throws:
//
//   struct User : anqa::Schema<"users"> {
//     std::int64_t id = 0;
//     anqa::has_many<Order> orders;                // orders.user_id
//   };
//   struct Order : anqa::Schema<"orders"> {
//     std::int64_t id = 0;
//     std::int64_t user_id = 0;
//     anqa::belongs_to<User> user;                 // by the column user_id, beside it
//   };
//
// The structs may name each other; only declarations are needed.
namespace anqa {

/// An association was read that nobody has loaded. There is no loading behind one's back: the message says
/// what to preload.
class NotLoadedError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

namespace detail {

[[noreturn]] void fail_not_loaded(std::string_view kind, std::string_view type);
[[noreturn]] void fail_no_row(std::string_view kind, std::string_view type);

enum class AssociationKind { belongs_to, has_one, has_many, many_to_many, through };

/// Many rows, or not loaded. Copies share the rows, which never change.
template <class T>
class Many {
 public:
  using NoColumn = T;
  using Related = T;

  bool loaded() const { return rows_ != nullptr; }
  /// Throw NotLoadedError unless loaded().
  const std::vector<T>& operator*() const { return get(); }
  const std::vector<T>* operator->() const { return &get(); }
  auto begin() const { return get().begin(); }
  auto end() const { return get().end(); }
  std::size_t size() const { return get().size(); }
  const T& operator[](std::size_t index) const { return get()[index]; }

  /// As if these had been loaded.
  void put(std::vector<T> rows) { rows_ = std::make_shared<const std::vector<T>>(std::move(rows)); }

 private:
  const std::vector<T>& get() const {
    if (!rows_) fail_not_loaded("has_many", type_name<T>());
    return *rows_;
  }

  std::shared_ptr<const std::vector<T>> rows_;
};

/// One row or none, or not loaded.
template <class T>
class One {
 public:
  using NoColumn = T;
  using Related = T;

  bool loaded() const { return loaded_; }
  /// The row, or null when there is none; throws NotLoadedError unless loaded().
  const T* get() const {
    if (!loaded_) fail_not_loaded("has_one", type_name<T>());
    return row_.get();
  }
  /// Throw std::logic_error when there is none.
  const T& operator*() const {
    const T* row = get();
    if (!row) fail_no_row("has_one", type_name<T>());
    return *row;
  }
  const T* operator->() const { return &**this; }

  void put(T row) {
    row_ = std::make_shared<const T>(std::move(row));
    loaded_ = true;
  }
  void put_none() {
    row_.reset();
    loaded_ = true;
  }

 private:
  bool loaded_ = false;
  std::shared_ptr<const T> row_;
};

/// An option of an association that is an E, or `standard`.
template <class E>
consteval E association_option(E standard) {
  return standard;
}
template <class E, class First, class... Rest>
consteval E association_option(E standard, First first, Rest... rest) {
  if constexpr (std::is_same_v<E, First>) {
    return first;
  } else {
    return association_option(standard, rest...);
  }
}

/// A column by its field's name.
template <FixedString Column, bool Descending>
struct PreloadOrder {};

template <class>
inline constexpr std::string_view order_column{};
template <FixedString Column, bool Descending>
inline constexpr std::string_view order_column<PreloadOrder<Column, Descending>> = Column.view();
template <class>
inline constexpr bool order_descends = false;
template <FixedString Column>
inline constexpr bool order_descends<PreloadOrder<Column, true>> = true;

/// The one that is not empty.
consteval std::string_view first_named(std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (!name.empty()) return name;
  }
  return {};
}

template <auto... Options>
struct AssociationOptions {
  static_assert(((std::is_same_v<decltype(Options), OnReplace> ||
                  std::is_same_v<decltype(Options), OnDelete> ||
                  !order_column<std::remove_const_t<decltype(Options)>>.empty()) &&
                 ...),
                "the options of an association are an OnReplace, an OnDelete and a preload_order");
  static constexpr std::string_view preload_order =
      first_named({order_column<std::remove_const_t<decltype(Options)>>...});
  static constexpr bool preload_descending = (order_descends<std::remove_const_t<decltype(Options)>> || ...);
  static constexpr OnReplace on_replace = association_option(OnReplace::raise, Options...);
  static constexpr OnDelete on_delete = association_option(OnDelete::nothing, Options...);
  static_assert(on_delete != OnDelete::restrict,
                "OnDelete::restrict is the database's business: say it in the migration");
};

}  // namespace detail

/// An option of has_many and many_to_many: the order in which preload gives the rows, by the name of a field
/// of theirs, unless a query is given that has one: `has_many<Line, "order_id", preload_order<"position">>`.
template <FixedString Column>
inline constexpr detail::PreloadOrder<Column, false> preload_order{};
template <FixedString Column>
inline constexpr detail::PreloadOrder<Column, true> preload_order_desc{};

/// Rows of T that name this one. `Key`: the column of T that does, when it is not this struct's name with
/// _id.
///
/// `Options`, here and below: an OnReplace, for cast_assoc and put_assoc, and an OnDelete, for Repo::delete_:
/// `has_many<Line, "order_id", OnReplace::delete_, OnDelete::delete_all>`.
template <class T, FixedString Key = "", auto... Options>
class has_many : public detail::Many<T>, public detail::AssociationOptions<Options...> {
 public:
  has_many() = default;
  static constexpr auto kind = detail::AssociationKind::has_many;
  static constexpr std::string_view key = Key.view();

  /// So that rows are compared by what they store: loaded or not is all that counts.
  friend bool operator==(const has_many& a, const has_many& b) { return a.loaded() == b.loaded(); }
};

/// One row of T at most that names this one.
template <class T, FixedString Key = "", auto... Options>
class has_one : public detail::One<T>, public detail::AssociationOptions<Options...> {
 public:
  has_one() = default;
  static constexpr auto kind = detail::AssociationKind::has_one;
  static constexpr std::string_view key = Key.view();

  friend bool operator==(const has_one& a, const has_one& b) { return a.loaded() == b.loaded(); }
};

/// The row of T that this one names. `Key`: the column of this struct that does, when it is not T's name with
/// _id.
template <class T, FixedString Key = "", auto... Options>
class belongs_to : public detail::One<T>, public detail::AssociationOptions<Options...> {
 public:
  belongs_to() = default;
  static constexpr auto kind = detail::AssociationKind::belongs_to;
  static constexpr std::string_view key = Key.view();

  friend bool operator==(const belongs_to& a, const belongs_to& b) { return a.loaded() == b.loaded(); }
};

/// Rows of T by way of a table of pairs. `OwnKey` and `RelatedKey`: its columns, when they are not the
/// structs' names with _id.
template <class T, FixedString JoinThrough, FixedString OwnKey = "", FixedString RelatedKey = "",
          auto... Options>
class many_to_many : public detail::Many<T>, public detail::AssociationOptions<Options...> {
 public:
  many_to_many() = default;
  static constexpr auto kind = detail::AssociationKind::many_to_many;
  static constexpr std::string_view join_through = JoinThrough.view();
  static constexpr std::string_view key = OwnKey.view();
  static constexpr std::string_view related_key = RelatedKey.view();

  friend bool operator==(const many_to_many& a, const many_to_many& b) { return a.loaded() == b.loaded(); }
};

/// Rows of T at the end of a path of associations, by their fields' names, each row once:
/// `has_many_through<Author, "comments", "author">`. Preloading it loads the path too.
template <class T, FixedString... Path>
class has_many_through : public detail::Many<T> {
 public:
  has_many_through() = default;
  static constexpr auto kind = detail::AssociationKind::through;
  static_assert(sizeof...(Path) > 1, "a path has two associations or more");

  friend bool operator==(const has_many_through& a, const has_many_through& b) {
    return a.loaded() == b.loaded();
  }
};

/// The same where there is one row at most; the first, if there are more.
template <class T, FixedString... Path>
class has_one_through : public detail::One<T> {
 public:
  has_one_through() = default;
  static constexpr auto kind = detail::AssociationKind::through;
  static_assert(sizeof...(Path) > 1, "a path has two associations or more");

  friend bool operator==(const has_one_through& a, const has_one_through& b) {
    return a.loaded() == b.loaded();
  }
};

namespace detail {

template <class T>
concept Association = NoColumn<T> && requires { T::kind; };

/// "shop::OrderLine" → "order_line_id".
std::string key_name(std::string_view type, std::string_view given);

/// Whether a column is called so, for static_assert.
template <class T>
consteval bool has_key(std::string_view owner, std::string_view given) {
  for (const auto& column : table_of<T>.columns) {
    if (!given.empty() && column.field == given) return true;
    if (given.empty() && is_key_of(column.field, owner)) return true;
  }
  return false;
}

template <class T>
std::size_t column_index(const std::string& name) {
  const auto& columns = table_of<T>.columns;
  return static_cast<std::size_t>(std::ranges::find(columns, std::string_view(name), &Column::field) -
                                  columns.begin());
}

template <class T>
SqlValue column_value(const T& row, std::size_t index) {
  SqlValue value;
  for_each_column(row, [&]<class Field>(std::size_t column, const Field& field) {
    if (column == index) value = FieldType<Field>::dump(field);
  });
  return value;
}

}  // namespace detail

/// The rows of an association, to be narrowed down: `assoc<&User::orders>(user)`.
template <auto Member>
auto assoc(const typename detail::MemberPointer<decltype(Member)>::Class& owner) {
  using Assoc = typename detail::MemberPointer<decltype(Member)>::Member;
  using Owner = typename detail::MemberPointer<decltype(Member)>::Class;
  using T = typename Assoc::Related;
  static_assert(
      Assoc::kind != detail::AssociationKind::many_to_many && Assoc::kind != detail::AssociationKind::through,
      "assoc: for many_to_many and paths preload it, or join the table between");
  std::vector<SqlValue> keys;
  std::string column;
  if constexpr (Assoc::kind == detail::AssociationKind::belongs_to) {
    const auto own = detail::column_index<Owner>(detail::key_name(type_name<T>(), Assoc::key));
    keys.push_back(detail::column_value(owner, own));
    return Query<T>().where(Condition<T>(
        detail::in_keys(&detail::source_key<T>, table_of<T>.columns[table_of<T>.id].name, keys)));
  } else {
    keys.push_back(detail::column_value(owner, table_of<Owner>.id));
    const auto theirs = detail::column_index<T>(detail::key_name(type_name<Owner>(), Assoc::key));
    return Query<T>().where(
        Condition<T>(detail::in_keys(&detail::source_key<T>, table_of<T>.columns[theirs].name, keys)));
  }
}

/// The condition of a join: `from<User>().join<Order>(assoc<&User::orders>())`.
template <auto Member>
auto assoc() {
  using Assoc = typename detail::MemberPointer<decltype(Member)>::Member;
  using Owner = typename detail::MemberPointer<decltype(Member)>::Class;
  using T = typename Assoc::Related;
  static_assert(
      Assoc::kind != detail::AssociationKind::many_to_many && Assoc::kind != detail::AssociationKind::through,
      "assoc: join the tables between, one after the other");
  std::size_t own = table_of<Owner>.id, theirs = table_of<T>.id;
  if constexpr (Assoc::kind == detail::AssociationKind::belongs_to) {
    own = detail::column_index<Owner>(detail::key_name(type_name<T>(), Assoc::key));
  } else {
    theirs = detail::column_index<T>(detail::key_name(type_name<Owner>(), Assoc::key));
  }
  return Condition<Owner, T>({{.op = detail::Operator::equal},
                              {.op = detail::Operator::column,
                               .text = table_of<T>.columns[theirs].name,
                               .source = &detail::source_key<T>},
                              {.op = detail::Operator::column,
                               .text = table_of<Owner>.columns[own].name,
                               .source = &detail::source_key<Owner>}});
}

}  // namespace anqa

#include "anqa/data/detail/preload_association.hpp"  // IWYU pragma: export
#include "anqa/data/detail/wire_association.hpp"     // IWYU pragma: export
#include "anqa/data/nested_changes.hpp"              // IWYU pragma: export
