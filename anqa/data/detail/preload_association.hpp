#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anqa/data/association.hpp"

// How associations are loaded into rows. Included by association.hpp.
namespace anqa::detail {

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

/// What is known of an association of Owner's.
template <class Owner, class Assoc>
PreloadShape shape_of() {
  using T = typename Assoc::Related;
  PreloadShape shape{.source = &source_key<T>, .column = table_of<T>.id};
  if constexpr (Assoc::kind == AssociationKind::belongs_to) {
    static_assert(
        has_key<Owner>(type_name<T>(), Assoc::key),
        "belongs_to: the struct has no column named after the other, such as user_id: add it, or name "
        "another, as in belongs_to<User, \"buyer_id\">");
  } else if constexpr (Assoc::kind == AssociationKind::many_to_many) {
    shape.join_through = Assoc::join_through;
    shape.own_key = key_name(type_name<Owner>(), Assoc::key);
    shape.related_key = key_name(type_name<T>(), Assoc::related_key);
  } else {
    static_assert(
        has_key<T>(type_name<Owner>(), Assoc::key),
        "has_many or has_one: the other struct has no column named after this one, such as user_id: add it, "
        "or name another, as in has_many<Order, \"buyer_id\">");
    shape.column = column_index<T>(key_name(type_name<Owner>(), Assoc::key));
  }
  if constexpr (!Assoc::preload_order.empty()) {
    static_assert(has_key<T>({}, Assoc::preload_order),
                  "preload_order names a field that the rows do not have");
    shape.order_by = column_index<T>(std::string(Assoc::preload_order));
    shape.descending = Assoc::preload_descending;
  }
  return shape;
}

/// Loads one association into its owners.
template <class Access>
class StepInto final : public AssociationStep {
  using Owner = typename Access::Owner;
  using Assoc = typename Access::Assoc;
  using T = typename Assoc::Related;

 public:
  StepInto(std::vector<Owner>& owners, const PreloadOptions& options, const std::string& prefix)
      : AssociationStep(shape_of<Owner, Assoc>(), options, prefix), owners_(owners) {
    if constexpr (Assoc::kind == AssociationKind::belongs_to) {
      own_ = column_index<Owner>(key_name(type_name<T>(), Assoc::key));
    }
  }

 protected:
  std::vector<SqlValue> keys() const override {
    std::vector<SqlValue> keys;
    for (const auto& owner : owners_) keys.push_back(column_value(owner, own_));
    return keys;
  }
  void expect(std::size_t parts) override { parts_.resize(parts); }
  void read(std::size_t part, Cursor& rows) override {
    parts_[part].clear();
    while (rows.next()) load_into(rows, parts_[part].emplace_back());
  }
  Pair read_pair(Cursor& rows) const override {
    return {read_key<decltype(Owner::id)>(rows, 0), read_key<decltype(T::id)>(rows, 1)};
  }
  void* related() override {
    if (parts_.size() == 1) {
      related_ = std::move(parts_.front());
    } else {
      for (auto& part : parts_) std::ranges::move(part, std::back_inserter(related_));
    }
    return &related_;
  }

  void put() override {
    if constexpr (Assoc::kind == AssociationKind::belongs_to) {
      std::map<SqlValue, const T*> by_id;
      for (const auto& row : related_) by_id.emplace(column_value(row, table_of<T>.id), &row);
      for (auto& owner : owners_) {
        const auto found = by_id.find(column_value(owner, own_));
        found == by_id.end() ? Access::of(owner).put_none() : Access::of(owner).put(*found->second);
      }
      return;
    } else {
      auto groups = grouped();
      for (auto& owner : owners_) put_group(Access::of(owner), groups[column_value(owner, own_)]);
    }
  }

 private:
  /// The rows of each owner, by its key.
  std::map<SqlValue, std::vector<T>> grouped() {
    std::map<SqlValue, std::vector<T>> groups;
    if constexpr (Assoc::kind == AssociationKind::many_to_many) {
      std::map<SqlValue, std::vector<SqlValue>> owners_of;
      for (const auto& [from, to] : pairs()) owners_of[to].push_back(from);
      for (const auto& row : related_) {
        for (const auto& owner : owners_of[column_value(row, table_of<T>.id)]) groups[owner].push_back(row);
      }
    } else {
      const auto theirs = shape_of<Owner, Assoc>().column;
      for (auto& row : related_) groups[column_value(row, theirs)].push_back(std::move(row));
    }
    return groups;
  }
  static void put_group(Assoc& association, std::vector<T>& group) {
    if constexpr (requires { association.put(group); }) {
      association.put(group);
    } else if (group.empty()) {
      association.put_none();
    } else if (group.size() == 1) {
      association.put(group.front());
    } else {
      fail_has_one(table_of<T>.name, key_name(type_name<Owner>(), Assoc::key));
    }
  }

  std::vector<Owner>& owners_;
  std::size_t own_ = table_of<Owner>.id;
  std::vector<std::vector<T>> parts_;
  std::vector<T> related_;
};

/// Load the path, and take the rows at its end.
template <class Access, class T, FixedString... Path>
std::unique_ptr<PreloadStep> begin_through(std::vector<typename Access::Owner>& rows,
                                           const PreloadOptions& options, const std::string& prefix,
                                           const has_many_through<T, Path...>*);
template <class Access, class T, FixedString... Path>
std::unique_ptr<PreloadStep> begin_through(std::vector<typename Access::Owner>& rows,
                                           const PreloadOptions& options, const std::string& prefix,
                                           const has_one_through<T, Path...>*);

/// One step after the other: the query of a path is about its last one.
template <class First, class... Rest>
std::unique_ptr<PreloadStep> begin_path(void* given, const PreloadOptions& options,
                                        const std::string& prefix) {
  using Row = typename First::Owner;
  auto& rows = *static_cast<std::vector<Row>*>(given);
  if (rows.empty()) return nullptr;
  PreloadOptions step = options;
  if constexpr (sizeof...(Rest) > 0) step = {.query = {}, .nested = {{&begin_path<Rest...>, options}}};
  if constexpr (First::Assoc::kind == AssociationKind::through) {
    return begin_through<First>(rows, step, prefix, static_cast<const typename First::Assoc*>(nullptr));
  } else {
    return std::make_unique<StepInto<First>>(rows, step, prefix);
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
  static std::unique_ptr<PreloadStep> begin(void* rows, const PreloadOptions& options,
                                            const std::string& prefix) {
    if constexpr (sizeof...(Rest) == 0) {
      return begin_path<Before..., First>(rows, options, prefix);
    } else {
      return NamedPath<typename First::Assoc::Related, Rest...>::template begin<Before..., First>(
          rows, options, prefix);
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

/// When the path is loaded, `put` gives each owner what is at its end.
template <class Access>
class StepThrough final : public PreloadStep {
  using Owner = typename Access::Owner;

 public:
  using Put = void (*)(Owner&);
  StepThrough(std::vector<Owner>& owners, std::unique_ptr<PreloadStep> path, Put put)
      : owners_(owners), path_(std::move(path)), put_(put) {}
  std::vector<Statement> next(const Dialect& dialect) override {
    auto statements = path_->next(dialect);
    if (statements.empty()) {
      for (auto& owner : owners_) put_(owner);
    }
    return statements;
  }
  void take(std::size_t statement, Cursor& rows) override { path_->take(statement, rows); }

 private:
  std::vector<Owner>& owners_;
  std::unique_ptr<PreloadStep> path_;
  Put put_;
};

template <class Access, class T, FixedString... Path>
std::unique_ptr<PreloadStep> begin_through(std::vector<typename Access::Owner>& rows,
                                           const PreloadOptions& options, const std::string& prefix,
                                           const has_many_through<T, Path...>*) {
  using Owner = typename Access::Owner;
  return std::make_unique<StepThrough<Access>>(
      rows, NamedPath<Owner, Path...>::template begin<>(&rows, options, prefix),
      [](Owner& row) { Access::of(row).put(ends_of<T, Path...>(row)); });
}
template <class Access, class T, FixedString... Path>
std::unique_ptr<PreloadStep> begin_through(std::vector<typename Access::Owner>& rows,
                                           const PreloadOptions& options, const std::string& prefix,
                                           const has_one_through<T, Path...>*) {
  using Owner = typename Access::Owner;
  return std::make_unique<StepThrough<Access>>(
      rows, NamedPath<Owner, Path...>::template begin<>(&rows, options, prefix), [](Owner& row) {
        auto found = ends_of<T, Path...>(row);
        found.empty() ? Access::of(row).put_none() : Access::of(row).put(std::move(found.front()));
      });
}

template <class Row, auto First, auto... Rest>
std::unique_ptr<PreloadStep> begin_preload(void* rows, const PreloadOptions& options,
                                           const std::string& prefix) {
  return begin_path<MemberAccess<First>, MemberAccess<Rest>...>(rows, options, prefix);
}

}  // namespace anqa::detail
