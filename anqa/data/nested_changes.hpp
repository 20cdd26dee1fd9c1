#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/data/association.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/detail/row_moves.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/detail/write_row.hpp"
#include "anqa/term/params.hpp"

// How a changeset changes associations: Changeset::cast_assoc and put_assoc. Included by association.hpp.
namespace anqa {
namespace detail {

[[noreturn]] void fail_key_type(std::string_view table, std::string_view column);
[[noreturn]] void fail_nilify(std::string_view table, std::string_view column);
[[noreturn]] void fail_replaced(std::string_view field);
void delete_where(Connection& connection, const TableInfo& table, std::string_view key, const SqlValue& id);
void nilify_where(Connection& connection, const TableInfo& table, std::string_view key, const SqlValue& id);
void insert_pair(Connection& connection, const TableInfo& table, std::string_view first,
                 std::string_view second, const SqlValue& one, const SqlValue& other);
void delete_pair(Connection& connection, const TableInfo& table, std::string_view first,
                 std::string_view second, const SqlValue& one, const SqlValue& other);

template <class Field, class Id>
concept TakesKey =
    std::is_same_v<unwrapped<Field>, Id> || (std::is_integral_v<unwrapped<Field>> && std::is_integral_v<Id>);

/// Makes a row name another one.
template <class T, class Id>
void set_key(T& row, std::size_t index, const Id& id) {
  for_each_column(row, [&]<class Field>(std::size_t column, Field& field) {
    if (column != index) return;
    if constexpr (TakesKey<Field, Id>) {
      field = static_cast<unwrapped<Field>>(id);
    } else {
      fail_key_type(table_of<T>.name, table_of<T>.columns[column].name);
    }
  });
}

template <class T>
void clear_key(T& row, std::size_t index) {
  for_each_column(row, [&]<class Field>(std::size_t column, Field& field) {
    if (column != index) return;
    if constexpr (is_nullable<Field>) {
      field.reset();
    } else {
      fail_nilify(table_of<T>.name, table_of<T>.columns[column].name);
    }
  });
}

/// What is known of an association while compiling, and the columns that tie its tables.
template <auto Member>
struct Relation {
  using Assoc = typename MemberPointer<decltype(Member)>::Member;
  using Owner = typename MemberPointer<decltype(Member)>::Class;
  using Child = typename Assoc::Related;
  static constexpr auto kind = Assoc::kind;
  static_assert(kind != AssociationKind::through, "what goes through other associations is changed there");
  static constexpr bool many = kind == AssociationKind::has_many || kind == AssociationKind::many_to_many;
  /// The other table has the key.
  static constexpr bool has = kind == AssociationKind::has_many || kind == AssociationKind::has_one;
  static constexpr std::string_view field() { return member_name<Member>(); }

  /// The column that names the other row: the child's, or of belongs_to the owner's.
  static std::size_t key() {
    if constexpr (has) {
      return column_index<Child>(key_name(type_name<Owner>(), Assoc::key));
    } else {
      return column_index<Owner>(key_name(type_name<Child>(), Assoc::key));
    }
  }
};

template <class Child>
class NestedChangesets : public Nested {
 public:
  std::vector<Changeset<Child>> changesets;
};

template <auto Member>
class NestedIn final : public NestedChangesets<typename Relation<Member>::Child> {
  using R = Relation<Member>;
  using Child = typename R::Child;
  using Owner = typename R::Owner;

 public:
  /// Rows that were related and are no longer.
  std::vector<Child> replaced;
  /// For each changeset whether its row was related before.
  std::vector<bool> linked;

  std::unique_ptr<Nested> clone() const override { return std::make_unique<NestedIn>(*this); }
  std::string_view field() const override { return R::field(); }

  bool store(bool first, Connection& connection, void* row, ChangesetCore& owner) override {
    Owner& own = *static_cast<Owner*>(row);
    if constexpr (R::kind == AssociationKind::belongs_to) {
      // The old row can go only when nobody names it any more.
      return first ? store_all(connection, own, owner) : remove_replaced(connection, own, owner);
    } else {
      return first || (remove_replaced(connection, own, owner) && store_all(connection, own, owner));
    }
  }

 private:
  /// Deleted rows and changed ones may free what a unique index wants of new ones.
  bool store_all(Connection& connection, Owner& own, ChangesetCore& owner) {
    auto& all = this->changesets;
    std::vector<std::optional<Child>> stored(all.size());
    for (auto& child : all) {
      if (child.core().prefix.empty()) child.core().prefix = owner.prefix;
    }
    for (const int turn : {0, 1, 2}) {
      for (const auto i : places_of(turn, connection)) {
        auto done = store_one(connection, all[i], own);
        if (!done) return failed(owner, i, std::move(done).error());
        if constexpr (R::kind == AssociationKind::many_to_many) {
          if (turn != 0 && !linked[i]) insert_pair_of(connection, own, *done, owner.prefix);
        }
        if (turn != 0) stored[i] = *std::move(done);
      }
    }
    if constexpr (R::kind == AssociationKind::belongs_to) {
      const auto key = R::key();
      owner.set_changed(key, true);
      stored.empty() || !stored.front() ? clear_key(own, key) : set_key(own, key, stored.front()->id);
    }
    if constexpr (R::many) {
      std::vector<Child> rows;
      for (auto& one : stored) {
        if (one) rows.push_back(*std::move(one));
      }
      (own.*Member).put(std::move(rows));
    } else if (!stored.empty() && stored.front()) {
      (own.*Member).put(*std::move(stored.front()));
    } else {
      (own.*Member).put_none();
    }
    return true;
  }

  /// Rows that are changed come in an order in which none wants what another still has.
  std::vector<std::size_t> places_of(int turn, Connection& connection) const {
    std::vector<std::size_t> places;
    const auto& all = this->changesets;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (turn_of(all[i]) == turn) places.push_back(i);
    }
    if (turn != 1 || places.size() < 2) return places;
    std::vector<RowMove> moves;
    for (const auto place : places) moves.push_back(row_move(place, all[place]));
    return order_moves(connection, std::move(moves));
  }

  static int turn_of(const Changeset<Child>& changeset) {
    if (changeset.action() == ChangesetAction::delete_) return changeset.core().persisted() ? 0 : 3;
    return changeset.core().persisted() ? 1 : 2;
  }

  static result<Child, Changeset<Child>> store_one(Connection& connection, Changeset<Child> changeset,
                                                   const Owner& own) {
    if (changeset.action() == ChangesetAction::delete_) return delete_row(connection, std::move(changeset));
    if constexpr (R::has) {
      const auto key = R::key();
      set_key(changeset.mutable_value(), key, own.id);
      changeset.core().set_changed(
          key, column_value(changeset.data(), key) != column_value(changeset.apply_changes(), key));
    }
    if (changeset.core().persisted()) return update_row(connection, std::move(changeset));
    return insert_row(connection, std::move(changeset));
  }

  bool failed(ChangesetCore& owner, std::size_t index, Changeset<Child> changeset) {
    for (const auto& error : changeset.errors()) owner.add_nested_error(field(), R::many, index, error);
    this->changesets[index] = std::move(changeset);
    return false;
  }

  bool remove_replaced(Connection& connection, const Owner& own, ChangesetCore& owner) {
    constexpr auto how = R::Assoc::on_replace;
    for (const Child& row : replaced) {
      if constexpr (R::kind == AssociationKind::many_to_many) {
        delete_pair(connection, {.name = R::Assoc::join_through, .prefix = owner.prefix},
                    key_name(type_name<Owner>(), R::Assoc::key),
                    key_name(type_name<Child>(), R::Assoc::related_key),
                    FieldType<decltype(own.id)>::dump(own.id), FieldType<decltype(row.id)>::dump(row.id));
      } else if constexpr (how == OnReplace::delete_ || how == OnReplace::delete_if_exists) {
        try {
          if (!keep_errors(owner, delete_row(connection, in_place(change(row), owner)))) return false;
        } catch (const StaleEntryError&) {
          if (how == OnReplace::delete_) throw;
        }
      } else if constexpr (R::has) {
        auto changeset = in_place(change(row), owner);
        clear_key(changeset.mutable_value(), R::key());
        changeset.core().set_changed(R::key(), true);
        if (!keep_errors(owner, update_row(connection, std::move(changeset)))) return false;
      }
    }
    return true;
  }

  static Changeset<Child> in_place(Changeset<Child> changeset, const ChangesetCore& owner) {
    changeset.core().prefix = owner.prefix;
    return changeset;
  }

  bool keep_errors(ChangesetCore& owner, const result<Child, Changeset<Child>>& done) const {
    if (done) return true;
    for (const auto& error : done.error().errors()) owner.add_error(field(), error.text());
    return false;
  }

  static void insert_pair_of(Connection& connection, const Owner& own, const Child& child,
                             std::string_view prefix) {
    insert_pair(connection, {.name = R::Assoc::join_through, .prefix = prefix},
                key_name(type_name<Owner>(), R::Assoc::key),
                key_name(type_name<Child>(), R::Assoc::related_key),
                FieldType<decltype(own.id)>::dump(own.id), FieldType<decltype(child.id)>::dump(child.id));
  }
};

/// The rows that are related as far as the changeset knows; throws NotLoadedError when it does not.
template <auto Member, class T>
std::vector<typename Relation<Member>::Child> current_rows(const T& data) {
  const auto& association = data.*Member;
  // A row that is not stored yet has no others.
  if (!association.loaded() && data.id == decltype(data.id){}) return {};
  if constexpr (Relation<Member>::many) {
    return *association;
  } else {
    if (const auto* row = association.get()) return {*row};
    return {};
  }
}

/// Takes over the rows that are left out, and says what changed.
template <auto Member, class T>
void put_nested(NestedOwner<T>& owner, std::unique_ptr<NestedIn<Member>> nested, bool force_update) {
  using R = Relation<Member>;
  if (!nested->replaced.empty()) {
    if constexpr (R::Assoc::on_replace == OnReplace::raise) fail_replaced(R::field());
    if constexpr (R::Assoc::on_replace == OnReplace::mark_as_invalid) {
      return owner.core.add_error(R::field(), "is invalid", {}, "assoc");
    }
  }
  bool changed = !nested->replaced.empty();
  std::vector<typename R::Child> rows;
  for (std::size_t i = 0; i < nested->changesets.size(); ++i) {
    const auto& child = nested->changesets[i];
    for (const auto& error : child.errors()) owner.core.add_nested_error(R::field(), R::many, i, error);
    const bool deleted = child.action() == ChangesetAction::delete_;
    changed = changed || !nested->linked[i] || child.changed() || deleted;
    if (!deleted) rows.push_back(child.apply_changes());
  }
  if constexpr (R::many) {
    (owner.value.*Member).put(std::move(rows));
  } else if (rows.empty()) {
    (owner.value.*Member).put_none();
  } else {
    (owner.value.*Member).put(std::move(rows.front()));
  }
  if (changed) {
    owner.core.related_changed = true;
    owner.core.force_update = owner.core.force_update || force_update;
  }
  owner.nested.put(std::move(nested));
}

template <class Child, class Function>
Changeset<Child> call_with(Function& function, const Child& row, const Params& params, std::size_t index) {
  if constexpr (std::is_invocable_v<Function&, const Child&, const Params&, std::size_t>) {
    return function(row, params, index);
  } else {
    return function(row, params);
  }
}

/// The place of the row that is meant by what was sent; the number of rows when there is none.
template <auto Member, class Child>
std::size_t row_meant(const std::vector<Child>& rows, const std::vector<bool>& taken, const Params& params) {
  if constexpr (!Relation<Member>::many && Relation<Member>::Assoc::on_replace == OnReplace::update) return 0;
  const ParamText given(params, "id");
  decltype(Child::id) id{};
  if (!given.is_text() || !FieldType<decltype(Child::id)>::cast(given.text(), id)) return rows.size();
  std::size_t at = 0;
  while (at < rows.size() && (taken[at] || rows[at].id != id)) ++at;
  return at;
}

template <auto Member, class T, class Function>
void cast_related(NestedOwner<T> owner, const Params& params, Function& function,
                  const AssocOptions& options) {
  using R = Relation<Member>;
  using Child = typename R::Child;
  static_assert(std::is_same_v<typename R::Owner, T>,
                "cast_assoc: the association is not one of the row's schema");
  owner.core.drop_nested_errors(R::field());
  const auto sent = sent_embeds(params, R::field(), R::many, options);
  if (sent.malformed) {
    const auto message = options.invalid_message.empty() ? "is invalid" : options.invalid_message;
    return owner.core.add_error(R::field(), message, {}, "assoc");
  }
  const auto require = [&] {
    if (!options.required || !current_rows<Member>(owner.value).empty()) return;
    owner.core.add_error(R::field(),
                         options.required_message.empty() ? "can't be blank" : options.required_message, {},
                         "required");
  };
  if (!sent.given) return require();
  const auto rows = current_rows<Member>(owner.data);
  auto nested = std::make_unique<NestedIn<Member>>();
  std::vector<bool> taken(rows.size(), false);
  for (std::size_t i = 0; i < sent.items.size(); ++i) {
    const auto at = row_meant<Member>(rows, taken, sent.items[i]);
    const bool known = at < rows.size();
    if (known) taken[at] = true;
    nested->changesets.push_back(call_with<Child>(function, known ? rows[at] : Child{}, sent.items[i], i));
    nested->linked.push_back(known);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!taken[i]) nested->replaced.push_back(rows[i]);
  }
  put_nested<Member>(owner, std::move(nested), options.force_update_on_change);
  require();
}

template <class Child>
void add_given(std::vector<Changeset<Child>>& all, Changeset<Child> given) {
  all.push_back(std::move(given));
}
template <class Child>
void add_given(std::vector<Changeset<Child>>& all, Child given) {
  all.push_back(change(std::move(given)));
}
template <class Child>
void add_given(std::vector<Changeset<Child>>&, std::nullopt_t) {}
template <class Child, class One>
void add_given(std::vector<Changeset<Child>>& all, std::vector<One> given) {
  for (auto& one : given) add_given(all, std::move(one));
}

template <auto Member, class T, class Given>
void put_related(NestedOwner<T> owner, Given given) {
  using R = Relation<Member>;
  static_assert(std::is_same_v<typename R::Owner, T>,
                "put_assoc: the association is not one of the row's schema");
  owner.core.drop_nested_errors(R::field());
  const auto rows = current_rows<Member>(owner.data);
  auto nested = std::make_unique<NestedIn<Member>>();
  add_given<typename R::Child>(nested->changesets, std::move(given));
  std::vector<bool> taken(rows.size(), false);
  for (const auto& child : nested->changesets) {
    std::size_t at = 0;
    while (at < rows.size() && (taken[at] || !child.core().persisted() || rows[at].id != child.data().id))
      ++at;
    nested->linked.push_back(at < rows.size());
    if (at < rows.size()) taken[at] = true;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!taken[i]) nested->replaced.push_back(rows[i]);
  }
  put_nested<Member>(owner, std::move(nested), true);
}

template <auto Member, class T>
auto related_changesets(const T& data, const NestedList& nested) {
  using Child = typename Relation<Member>::Child;
  if (const auto* found = nested.find(Relation<Member>::field())) {
    return static_cast<const NestedChangesets<Child>*>(found)->changesets;
  }
  std::vector<Changeset<Child>> all;
  for (auto& row : current_rows<Member>(data)) all.push_back(change(std::move(row)));
  return all;
}

template <class Assoc, class T>
void delete_related_of(Connection& connection, const T& row, std::string_view prefix) {
  const auto id = FieldType<decltype(row.id)>::dump(row.id);
  const auto key = key_name(type_name<T>(), Assoc::key);
  if constexpr (Assoc::kind == AssociationKind::many_to_many) {
    delete_where(connection, {.name = Assoc::join_through, .prefix = prefix}, key, id);
  } else if constexpr (Assoc::on_delete == OnDelete::nilify_all) {
    using Related = typename Assoc::Related;
    nilify_where(connection, placed(table_of<Related>, prefix),
                 table_of<Related>.columns[column_index<Related>(key)].name, id);
  } else {
    using Related = typename Assoc::Related;
    delete_where(connection, placed(table_of<Related>, prefix),
                 table_of<Related>.columns[column_index<Related>(key)].name, id);
  }
}

template <class T>
void delete_related(Connection& connection, const T& row, std::string_view prefix) {
  for_each_field_type<T>([&]<std::size_t I, class Field>(std::string_view) {
    if constexpr (Association<Field>) {
      if constexpr (Field::on_delete != OnDelete::nothing) {
        static_assert(Field::kind != AssociationKind::belongs_to,
                      "on_delete is an option of has_one, has_many and many_to_many");
        delete_related_of<Field>(connection, row, prefix);
      }
    }
  });
}

}  // namespace detail

/// A new row that belongs to `owner`: `build_assoc<&User::orders>(user, {.total = 5})`.
template <auto Member>
auto build_assoc(const typename detail::Relation<Member>::Owner& owner,
                 typename detail::Relation<Member>::Child row = {}) {
  using R = detail::Relation<Member>;
  static_assert(R::kind != detail::AssociationKind::belongs_to,
                "build_assoc: the row that belongs_to names exists before its owner: use put_assoc");
  if constexpr (R::has) detail::set_key(row, R::key(), owner.id);
  return row;
}

}  // namespace anqa
