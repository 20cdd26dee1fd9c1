#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "anqa/data/association.hpp"

// How associations are loaded into rows. Included by association.hpp.
namespace anqa::detail {

/// The rows of T whose column is one of the keys, with what the preload's query asks besides.
template <class T, class Assoc>
std::vector<T> load_related(StatementRunner& runner, const PreloadOptions& options, std::string_view column,
                            const std::vector<SqlValue>& keys) {
  std::vector<T> found;
  for (std::size_t begin = 0; begin < keys.size(); begin += max_keys) {
    QueryData query =
        options.query ? *options.query : QueryData{.table = &table_of<T>, .from = {&source_key<T>}};
    if constexpr (!Assoc::preload_order.empty()) {
      static_assert(has_key<T>({}, Assoc::preload_order),
                    "preload_order names a field that the rows do not have");
      const auto& by = table_of<T>.columns[column_index<T>(std::string(Assoc::preload_order))];
      if (query.order.empty()) {
        query.order.push_back({{{.op = Operator::column, .text = by.name, .source = &source_key<T>}},
                               Assoc::preload_descending});
      }
    }
    const auto part = std::span(keys).subspan(begin, std::min(max_keys, keys.size() - begin));
    query.add_where(in_keys(&source_key<T>, column, part), Operator::and_);
    const auto rows = runner.select(query);
    while (rows->next()) found.push_back(load_row<T>(*rows));
  }
  return found;
}

template <class Owner, class Access>
void preload_one(StatementRunner& runner, std::vector<Owner*>& owners, const PreloadOptions& options,
                 void (*nested)(StatementRunner&, void*, const PreloadOptions&)) {
  using Assoc = typename Access::Assoc;
  using T = typename Assoc::Related;
  constexpr auto id = table_of<T>.id, own_id = table_of<Owner>.id;
  std::vector<SqlValue> keys;
  if constexpr (Assoc::kind == AssociationKind::belongs_to) {
    static_assert(
        has_key<Owner>(type_name<T>(), Assoc::key),
        "belongs_to: the struct has no column named after the other, such as user_id: add it, or name "
        "another, as in belongs_to<User, \"buyer_id\">");
    const auto own = column_index<Owner>(key_name(type_name<T>(), Assoc::key));
    for (const auto* owner : owners) keys.push_back(column_value(*owner, own));
    auto related =
        load_related<T, Assoc>(runner, options, table_of<T>.columns[id].name, unique_keys(std::move(keys)));
    nested(runner, &related, options);
    std::map<SqlValue, const T*> by_id;
    for (const auto& row : related) by_id.emplace(column_value(row, id), &row);
    for (auto* owner : owners) {
      const auto found = by_id.find(column_value(*owner, own));
      found == by_id.end() ? Access::of(*owner).put_none() : Access::of(*owner).put(*found->second);
    }
  } else if constexpr (Assoc::kind == AssociationKind::many_to_many) {
    const auto own = key_name(type_name<Owner>(), Assoc::key);
    const auto other = key_name(type_name<T>(), Assoc::related_key);
    for (const auto* owner : owners) keys.push_back(column_value(*owner, own_id));
    std::vector<std::pair<SqlValue, SqlValue>> pairs;
    keys = unique_keys(std::move(keys));
    for (std::size_t begin = 0; begin < keys.size(); begin += max_keys) {
      const auto part = std::span(keys).subspan(begin, std::min(max_keys, keys.size() - begin));
      const auto rows = runner.pairs(Assoc::join_through, own, other, part);
      while (rows->next()) {
        pairs.emplace_back(read_key<decltype(Owner::id)>(*rows, 0), read_key<decltype(T::id)>(*rows, 1));
      }
    }
    std::vector<SqlValue> related_keys;
    for (const auto& [from, to] : pairs) related_keys.push_back(to);
    auto related = load_related<T, Assoc>(runner, options, table_of<T>.columns[id].name,
                                          unique_keys(std::move(related_keys)));
    nested(runner, &related, options);
    std::map<SqlValue, std::vector<SqlValue>> owners_of;
    for (const auto& [from, to] : pairs) owners_of[to].push_back(from);
    std::map<SqlValue, std::vector<T>> groups;
    for (const auto& row : related) {
      for (const auto& owner : owners_of[column_value(row, id)]) groups[owner].push_back(row);
    }
    for (auto* owner : owners) Access::of(*owner).put(groups[column_value(*owner, own_id)]);
  } else {
    static_assert(
        has_key<T>(type_name<Owner>(), Assoc::key),
        "has_many or has_one: the other struct has no column named after this one, such as user_id: add it, "
        "or name another, as in has_many<Order, \"buyer_id\">");
    const auto key = key_name(type_name<Owner>(), Assoc::key);
    const auto theirs = column_index<T>(key);
    for (const auto* owner : owners) keys.push_back(column_value(*owner, own_id));
    auto related = load_related<T, Assoc>(runner, options, table_of<T>.columns[theirs].name,
                                          unique_keys(std::move(keys)));
    nested(runner, &related, options);
    std::map<SqlValue, std::vector<T>> groups;
    for (auto& row : related) groups[column_value(row, theirs)].push_back(std::move(row));
    for (auto* owner : owners) {
      auto& group = groups[column_value(*owner, own_id)];
      if constexpr (Assoc::kind == AssociationKind::has_many) {
        Access::of(*owner).put(group);
      } else if (group.empty()) {
        Access::of(*owner).put_none();
      } else if (group.size() == 1) {
        Access::of(*owner).put(group.front());
      } else {
        fail_has_one(table_of<T>.name, key);
      }
    }
  }
}

/// An association of a row, by a pointer to it or by its name.
template <auto Member>
struct MemberAccess {
  using Owner = typename MemberPointer<decltype(Member)>::Class;
  using Assoc = typename MemberPointer<decltype(Member)>::Member;
  static Assoc& of(Owner& row) { return row.*Member; }
};

template <class T, FixedString Name>
consteval std::size_t place_of() {
  std::size_t place = 0;
  for (const auto name : field_names<T>) {
    if (name == Name.view()) return place;
    ++place;
  }
  return place;
}

template <class T, FixedString Name>
struct NamedAccess {
  static constexpr std::size_t place = place_of<T, Name>();
  static_assert(place < anqa::field_count<T>,
                "the path of a has_many_through or has_one_through names no field of the struct");
  using Owner = T;
  using Assoc = field_type<T, place>;
  static Assoc& of(Owner& row) { return anqa::get_field<place>(row); }
  static const Assoc& of(const Owner& row) { return anqa::get_field<place>(row); }
};

inline void run_nested(StatementRunner& runner, void* related, const PreloadOptions& options) {
  for (const auto& preload : options.nested) preload.run(runner, related, preload.options);
}

/// Load the path, and take the rows at its end.
template <class Access, class T, FixedString... Path>
void preload_through(StatementRunner& runner, std::vector<typename Access::Owner>& rows,
                     const PreloadOptions& options, const has_many_through<T, Path...>*);
template <class Access, class T, FixedString... Path>
void preload_through(StatementRunner& runner, std::vector<typename Access::Owner>& rows,
                     const PreloadOptions& options, const has_one_through<T, Path...>*);

/// One step after the other: the query of a path is about its last one.
template <class First, class... Rest>
void preload_path(StatementRunner& runner, void* given, const PreloadOptions& options) {
  using Row = typename First::Owner;
  auto& rows = *static_cast<std::vector<Row>*>(given);
  if (rows.empty()) return;
  PreloadOptions step = options;
  if constexpr (sizeof...(Rest) > 0) step = {.query = {}, .nested = {{&preload_path<Rest...>, options}}};
  if constexpr (First::Assoc::kind == AssociationKind::through) {
    preload_through<First>(runner, rows, step, static_cast<const typename First::Assoc*>(nullptr));
  } else {
    std::vector<Row*> owners;
    for (auto& row : rows) owners.push_back(&row);
    preload_one<Row, First>(runner, owners, step, run_nested);
  }
}

/// Calls f(row) for each row at the end of a path.
template <FixedString Name, FixedString... Rest, class T, class F>
void for_each_end(const T& row, F& f) {
  const auto& association = NamedAccess<T, Name>::of(row);
  const auto go_on = [&](const auto& next) {
    if constexpr (sizeof...(Rest) == 0) {
      f(next);
    } else {
      for_each_end<Rest...>(next, f);
    }
  };
  if constexpr (requires { association.begin(); }) {
    for (const auto& next : association) go_on(next);
  } else if (const auto* next = association.get()) {
    go_on(*next);
  }
}

/// The steps of a path by names.
template <class T, FixedString Name, FixedString... Rest>
struct NamedPath {
  using First = NamedAccess<T, Name>;
  template <class... Before>
  static void run(StatementRunner& runner, void* rows, const PreloadOptions& options) {
    if constexpr (sizeof...(Rest) == 0) {
      preload_path<Before..., First>(runner, rows, options);
    } else {
      NamedPath<typename First::Assoc::Related, Rest...>::template run<Before..., First>(runner, rows,
                                                                                         options);
    }
  }
};

template <class T, FixedString... Path, class Row>
std::vector<T> ends_of(const Row& row) {
  std::vector<T> found;
  auto add = [&](const T& end) {
    if (std::ranges::none_of(found, [&](const T& known) { return known.id == end.id; })) found.push_back(end);
  };
  for_each_end<Path...>(row, add);
  return found;
}

template <class Access, class T, FixedString... Path>
void preload_through(StatementRunner& runner, std::vector<typename Access::Owner>& rows,
                     const PreloadOptions& options, const has_many_through<T, Path...>*) {
  NamedPath<typename Access::Owner, Path...>::template run<>(runner, &rows, options);
  for (auto& row : rows) Access::of(row).put(ends_of<T, Path...>(row));
}
template <class Access, class T, FixedString... Path>
void preload_through(StatementRunner& runner, std::vector<typename Access::Owner>& rows,
                     const PreloadOptions& options, const has_one_through<T, Path...>*) {
  NamedPath<typename Access::Owner, Path...>::template run<>(runner, &rows, options);
  for (auto& row : rows) {
    auto found = ends_of<T, Path...>(row);
    found.empty() ? Access::of(row).put_none() : Access::of(row).put(std::move(found.front()));
  }
}

template <class Row, auto First, auto... Rest>
void run_preload(StatementRunner& runner, void* rows, const PreloadOptions& options) {
  preload_path<MemberAccess<First>, MemberAccess<Rest>...>(runner, rows, options);
}

}  // namespace anqa::detail
