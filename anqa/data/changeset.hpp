#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/detail/changeset_core.hpp"
#include "anqa/data/detail/changeset_validations.hpp"
#include "anqa/data/detail/embedded.hpp"
#include "anqa/data/detail/nested.hpp"
#include "anqa/data/detail/param_text.hpp"
#include "anqa/data/schema.hpp"
#include "anqa/data/validation.hpp"

namespace anqa {

class Params;
class BlockingRepo;

/// A row, the changes that somebody wants made to it, and what is wrong with them. A value: copies are
/// independent.
///
///   Changeset<User> registration(const User& user, const Params& params) {
///     return cast<&User::email, &User::age>(user, params)
///         .validate_required<&User::email>()
///         .validate_format<&User::email>("^[^@\\s]+@[^@\\s]+$")
///         .unique_constraint<&User::email>();
///   }
///
/// Validations look at changes only, so that a row from before a rule was made can still be edited elsewhere;
/// validate_required alone looks at what the row would be. Constraints are checked by the database: declaring
/// one turns its violation into an error of the field. Each step gives the changeset itself, so that steps
/// chain.
template <class T>
  requires(SchemaType<T> || detail::EmbeddedStruct<T>)
class Changeset : public detail::ChangesetValidations {
  template <auto... Path>
  using Path_ = detail::ColumnPath<Path...>;
  template <auto... Path>
  using FieldOf = typename detail::ColumnPath<Path...>::Value;

 public:
  /// No changes yet. A row whose id is not its default counts as stored.
  explicit Changeset(T row) : body_(std::make_unique<Body>(std::move(row))) {}

  Changeset(const Changeset& other) : body_(std::make_unique<Body>(*other.body_)) {}
  Changeset& operator=(const Changeset& other) {
    if (this != &other) body_ = std::make_unique<Body>(*other.body_);
    return *this;
  }
  /// A moved-from changeset may only be assigned to or destroyed.
  Changeset(Changeset&&) noexcept = default;
  Changeset& operator=(Changeset&&) noexcept = default;
  ~Changeset() = default;

  // --- what it holds

  bool valid() const { return core().errors().empty(); }
  explicit operator bool() const { return valid(); }

  /// In the order in which they were found.
  const std::vector<FieldError>& errors() const { return core().errors(); }

  /// The messages of one field, ready to be shown.
  std::vector<std::string> errors_on(std::string_view field) const {
    std::vector<std::string> texts;
    for (const auto& error : errors()) {
      if (error.field == field) texts.push_back(error.text());
    }
    return texts;
  }
  template <auto... Path>
  std::vector<std::string> errors_on() const {
    return errors_on(Path_<Path...>::name());
  }

  /// The messages of each field that has some, ready to be shown, in the order of the fields' names; one
  /// inside an embedded struct is "address.street", of a list "stops.0.street".
  std::vector<std::pair<std::string, std::vector<std::string>>> traverse_errors() const {
    return core().traverse_errors();
  }

  /// The row as it was.
  const T& data() const { return body_->data; }
  /// The row as it would be.
  const T& apply_changes() const { return body_->value; }

  /// A field as it would be.
  template <auto... Path>
  const FieldOf<Path...>& get_field() const {
    return Path_<Path...>::get(body_->value);
  }

  /// A field's change, if there is one.
  template <auto... Path>
  std::optional<FieldOf<Path...>> get_change() const {
    if (!changed<Path...>()) return std::nullopt;
    return get_field<Path...>();
  }

  bool changed() const { return core().any_change(); }
  template <auto... Path>
  bool changed() const {
    return core().changed(Path_<Path...>::index);
  }

  /// The changes as they would be stored: column and value.
  std::vector<std::pair<std::string_view, SqlValue>> changes() const {
    std::vector<std::pair<std::string_view, SqlValue>> all;
    detail::for_each_column(body_->value, [&]<class Field>(std::size_t column, const Field& value) {
      if (core().changed(column))
        all.emplace_back(core().table().columns[column].name, FieldType<Field>::dump(value));
    });
    return all;
  }

  /// What a form shows in the field: what the user typed, if that was no value of the field's type, else the
  /// field as it would be. A field that a new row does not have yet is empty.
  template <auto... Path>
  std::string input_value() const {
    constexpr auto column = Path_<Path...>::index;
    if (const auto* text = core().rejected(column)) return *text;
    const auto& value = get_field<Path...>();
    if (!core().persisted() && !core().given(column) && value == FieldOf<Path...>{}) return {};
    return FieldType<FieldOf<Path...>>::text(value);
  }

  ChangesetAction action() const { return core().action; }
  /// Marks what was tried, so that a form shows the errors; the Repo does so by itself.
  template <class Self>
  Self with_action(this Self&& self, ChangesetAction action) {
    self.core().action = action;
    return std::forward<Self>(self);
  }

  /// The row is stored in this schema of PostgreSQL, as by WriteOptions::prefix; for a Multi's steps.
  template <class Self>
  Self put_prefix(this Self&& self, std::string prefix) {
    self.core().prefix = std::move(prefix);
    return std::forward<Self>(self);
  }

  // --- changes

  /// Takes the named fields from what a user sent; others are ignored, however often they are sent. A text
  /// that is no value of its field's type, is not UTF-8, holds a zero byte or is out of range is an error, as
  /// is an empty one for a field that must have a value.
  template <auto... Members, class Self>
  Self cast(this Self&& self, const Params& params, const CastOptions& options = {}) {
    (self.template cast_field<Members>(params, options), ...);
    return std::forward<Self>(self);
  }

  /// Sets a field whatever a user sent. Errors that were found stay.
  template <auto... Path, class Self>
  Self put_change(this Self&& self, FieldOf<Path...> value) {
    auto& body = *self.body_;
    body.core.set_changed(Path_<Path...>::index, value != Path_<Path...>::get(body.data));
    Path_<Path...>::get(body.value) = std::move(value);
    return std::forward<Self>(self);
  }

  /// Sets a field and stores it even when it is what it was.
  template <auto... Path, class Self>
  Self force_change(this Self&& self, FieldOf<Path...> value) {
    auto& body = *self.body_;
    body.core.set_changed(Path_<Path...>::index, true);
    Path_<Path...>::get(body.value) = std::move(value);
    return std::forward<Self>(self);
  }

  /// Takes an embedded struct from what a user sent under the field's name, by `function(embedded, params)`,
  /// which gives its changeset. A list takes a list, or a map from indices as forms send it; it becomes what
  /// was sent, and nothing when there was nothing. What is there already is found by its `id`, where the
  /// struct has such a field (a Uuid is made for new ones), or else by its place. Errors become this
  /// changeset's, with the field's name before theirs.
  template <auto Member, class Self, class Function>
  Self cast_embed(this Self&& self, const Params& params, Function&& function, EmbedOptions options = {}) {
    self.template cast_embedded<Member>(params, function, options);
    return std::forward<Self>(self);
  }

  // --- associations (anqa/data/association.hpp)

  /// Takes the related rows from what a user sent under the association's name, by `function(row, params)`,
  /// or `function(row, params, index)`, which gives the changeset of each. What names the id of a row that is
  /// related already changes that row, anything else is a new one; of those that are left out the
  /// association's OnReplace says what becomes. Errors become this changeset's too, as "lines.0.quantity".
  /// All is stored by insert or update of this changeset, in one transaction. The row must have been
  /// preloaded with the association, unless it is new; throws NotLoadedError otherwise.
  template <auto Member, class Self, class Function>
  Self cast_assoc(this Self&& self, const Params& params, Function&& function, AssocOptions options = {}) {
    detail::cast_related<Member>(self.owner(), params, function, options);
    return std::forward<Self>(self);
  }
  /// The same with rows or changesets of the program: one or a vector, std::nullopt for none. A row that has
  /// an id stays as it is stored, whatever else it holds.
  template <auto Member, class Self, class Given>
  Self put_assoc(this Self&& self, Given given) {
    detail::put_related<Member>(self.owner(), std::move(given));
    return std::forward<Self>(self);
  }
  /// The changesets of the related rows, for the fields of a form: a vector, also where there is one at most.
  template <auto Member>
  auto get_assoc() const {
    return detail::related_changesets<Member>(body_->data, body_->nested);
  }

  /// Replaces a change by what `function` makes of it; does nothing without a change.
  template <auto... Path, class Self, class Function>
  Self update_change(this Self&& self, Function&& function) {
    if (self.template changed<Path...>()) {
      auto& body = *self.body_;
      auto& value = Path_<Path...>::get(body.value);
      value = function(std::as_const(value));
      body.core.set_changed(Path_<Path...>::index, value != Path_<Path...>::get(body.data));
    }
    return std::forward<Self>(self);
  }

  template <auto... Path, class Self>
  Self delete_change(this Self&& self) {
    auto& body = *self.body_;
    body.core.forget(Path_<Path...>::index);
    Path_<Path...>::get(body.value) = Path_<Path...>::get(body.data);
    return std::forward<Self>(self);
  }

  /// An update finds the row only if this integer, a version, is still what it was when the row was read,
  /// and an update counts it up. Otherwise the field has the error "is stale".
  template <auto Member, class Self>
  Self optimistic_lock(this Self&& self) {
    static_assert(std::is_integral_v<FieldOf<Member>>, "optimistic_lock takes a field that is an integer");
    auto& body = *self.body_;
    body.core.lock_version(Path_<Member>::index,
                           static_cast<std::int64_t>(Path_<Member>::get(std::as_const(body.data))));
    Path_<Member>::get(body.value) =
        static_cast<FieldOf<Member>>(Path_<Member>::get(std::as_const(body.data)) + 1);
    return std::forward<Self>(self);
  }

  /// Is run by the Repo before the row is stored, in the same transaction, when the changeset is valid: to
  /// count something elsewhere. A lambda that captures nothing; it may add errors and changes.
  template <class Self>
  Self prepare_changes(this Self&& self, void (*function)(BlockingRepo&, Changeset&)) {
    self.body_->prepare.push_back(function);
    return std::forward<Self>(self);
  }

  // --- constraints

  /// Of several fields the first one gets the error. "has already been taken".
  template <auto... Members, class Self>
  Self unique_constraint(this Self&& self, ConstraintOptions options = {}) {
    self.core().declare(ConstraintKind::unique, {Path_<Members>::index...}, options);
    return std::forward<Self>(self);
  }

  /// The row that the field refers to exists. "does not exist".
  template <auto Member, class Self>
  Self foreign_key_constraint(this Self&& self, ConstraintOptions options = {}) {
    self.core().declare(ConstraintKind::foreign_key, {Path_<Member>::index}, options);
    return std::forward<Self>(self);
  }

  /// No other row refers to this one, so that it can be deleted; the name is that of the other table's
  /// reference. The error is the field's. "is still associated with this entry".
  template <auto Member, class Self>
  Self no_assoc_constraint(this Self&& self, std::string_view name, MessageOption option = {}) {
    self.core().declare(
        ConstraintKind::foreign_key, {Path_<Member>::index},
        {.name = name,
         .message = option.message.empty() ? "is still associated with this entry" : option.message});
    return std::forward<Self>(self);
  }

  /// A check constraint of that name. "is invalid".
  template <auto Member, class Self>
  Self check_constraint(this Self&& self, std::string_view name, MessageOption option = {}) {
    self.core().declare(ConstraintKind::check, {Path_<Member>::index},
                        {.name = name, .message = option.message});
    return std::forward<Self>(self);
  }

  /// An exclusion constraint of that name, in PostgreSQL. "violates an exclusion constraint".
  template <auto Member, class Self>
  Self exclusion_constraint(this Self&& self, std::string_view name, MessageOption option = {}) {
    self.core().declare(ConstraintKind::exclusion, {Path_<Member>::index},
                        {.name = name, .message = option.message});
    return std::forward<Self>(self);
  }

  // --- as a whole

  /// The changes, errors, constraints and what is prepared of another changeset of the same row, over those
  /// of this one.
  template <class Self>
  Self merge(this Self&& self, const Changeset& other) {
    self.merge_body(*other.body_);
    return std::forward<Self>(self);
  }

  /// The row as it would be, when all is well, or the changeset, marked with what was tried: for a struct
  /// that no database stores.
  result<T, Changeset> apply_action(ChangesetAction action) const {
    if (valid()) return apply_changes();
    return std::unexpected(Changeset(*this).with_action(action));
  }

  /// Not part of the interface: for the Repo.
  detail::ChangesetCore& core() { return body_->core; }
  const detail::ChangesetCore& core() const { return body_->core; }
  T& mutable_value() { return body_->value; }
  detail::NestedList& nested() { return body_->nested; }
  const detail::NestedList& nested() const { return body_->nested; }
  const std::vector<void (*)(BlockingRepo&, Changeset&)>& prepared() const { return body_->prepare; }

 private:
  struct Body {
    explicit Body(T row) : data(std::move(row)), value(data), core(table_of<T>, stored(data)) {}

    static bool stored(const T& row) {
      if constexpr (SchemaType<T>) {
        static_assert(requires { row.id; }, "a schema needs a field `id`, its primary key");
        return row.id != decltype(row.id){};
      } else {
        return false;
      }
    }

    T data;
    T value;
    detail::ChangesetCore core;
    std::vector<void (*)(BlockingRepo&, Changeset&)> prepare = {};
    detail::NestedList nested = {};
  };

  void merge_body(const Body& other) {
    auto& body = *body_;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (merge_field<I>(body, other), ...);
    }(std::make_index_sequence<field_count<T>>{});
    body.core.merge(other.core);
    body.prepare.insert(body.prepare.end(), other.prepare.begin(), other.prepare.end());
    body.nested.merge(other.nested);
  }
  template <std::size_t I>
  static void merge_field(Body& body, const Body& other) {
    using Field = field_type<T, I>;
    const auto& from = anqa::get_field<I>(other.value);
    auto& to = anqa::get_field<I>(body.value);
    if constexpr (std::is_same_v<Field, Timestamps>) {
      constexpr auto at = detail::first_column<T, I>(std::make_index_sequence<I>{});
      if (other.core.changed(at)) to.inserted_at = from.inserted_at;
      if (other.core.changed(at + 1)) to.updated_at = from.updated_at;
    } else if constexpr (detail::is_virtual<Field>) {
      if (other.core.changed(detail::first_virtual_field<T>(std::make_index_sequence<I>{}))) to = from;
    } else if constexpr (detail::NoColumn<Field>) {
      if (other.nested.find(field_name<T, I>())) to = from;
    } else {
      if (other.core.changed(detail::first_column<T, I>(std::make_index_sequence<I>{}))) to = from;
    }
  }

  detail::NestedOwner<T> owner() { return {body_->data, body_->value, body_->core, body_->nested}; }

  template <auto Member, class Function>
  void cast_embedded(const Params& params, Function& function, const EmbedOptions& options) {
    using Field = FieldOf<Member>;
    using Embedded = typename detail::EmbeddedIn<Field>::type;
    constexpr auto column = Path_<Member>::index;
    constexpr auto name = Path_<Member>::name();
    auto& core = body_->core;
    core.drop_nested_errors(name);
    const auto sent = detail::sent_embeds(params, name, detail::EmbeddedIn<Field>::many, options);
    if (sent.malformed) {
      return core.reject(column, {}, options.invalid_message.empty() ? "is invalid" : options.invalid_message,
                         "embed");
    }
    if (!sent.given) {
      if (options.required && Path_<Member>::get(body_->value) == Field{}) {
        core.check_required(column, true, {options.required_message});
      }
      return;
    }
    Field value{};
    std::size_t index = 0;
    for (const auto& one : sent.items) {
      Changeset<Embedded> child =
          function(detail::embedded_for(Path_<Member>::get(body_->data), index, one), one);
      for (const auto& error : child.errors()) core.add_nested_error(name, sent.many, index, error);
      Embedded made = child.apply_changes();
      if constexpr (detail::HasId<Embedded>) {
        using Id = decltype(made.id);
        if constexpr (requires { FieldType<Id>::autogenerate(); }) {
          if (made.id == Id{}) made.id = FieldType<Id>::autogenerate();
        }
      }
      detail::add_embedded(value, std::move(made));
      ++index;
    }
    if (options.required && value == Field{}) core.check_required(column, true, {options.required_message});
    core.set_changed(column, value != Path_<Member>::get(body_->data));
    Path_<Member>::get(body_->value) = std::move(value);
  }

  template <auto Member>
  void cast_field(const Params& params, const CastOptions& options) {
    using Field = FieldOf<Member>;
    constexpr auto column = Path_<Member>::index;
    static_assert(!detail::holds_embedded<Field>,
                  "cast takes no embedded structs, or a user could set all of their fields: use cast_embed");
    detail::ParamText given(params, Path_<Member>::name());
    if (given.absent()) return;
    auto& core = body_->core;
    core.drop_errors_of(column);
    const auto invalid = options.message.empty() ? "is invalid" : options.message;
    Field value{};
    if constexpr (requires(const Term& term) {
                    FieldType<detail::unwrapped<Field>>::cast_term(term, value);
                  }) {
      if (!given.is_text()) {
        if (!FieldType<Field>::cast_term(given.term(), value))
          return core.reject(column, {}, invalid, "cast");
        return take<Member>(std::move(value), options);
      }
    }
    if (!given.is_text()) return core.reject(column, {}, invalid, "cast");
    if (options.is_empty(given.text())) {
      if constexpr (!detail::is_nullable<Field> && !std::is_same_v<Field, std::string>) {
        return core.reject(column, given.text(), "can't be blank", "required");
      }
    } else if (!FieldType<Field>::cast(given.text(), value)) {
      return core.reject(column, given.text(), invalid, "cast");
    }
    take<Member>(std::move(value), options);
  }

  template <auto Member>
  void take(FieldOf<Member> value, const CastOptions& options) {
    body_->core.set_changed(Path_<Member>::index,
                            options.force_changes || value != Path_<Member>::get(body_->data));
    Path_<Member>::get(body_->value) = std::move(value);
  }

  std::unique_ptr<Body> body_;
};

/// A changeset of the named fields with what a user sent, see Changeset::cast.
template <auto... Members, class T>
  requires(SchemaType<T> || detail::EmbeddedStruct<T>)
Changeset<T> cast(const T& row, const Params& params, const CastOptions& options = {}) {
  static_assert((std::is_same_v<T, typename detail::ColumnPath<Members>::Root> && ...),
                "cast: a field is not one of the row's schema");
  return Changeset<T>(row).template cast<Members...>(params, options);
}

/// A changeset without changes, for those that the program makes itself.
template <class T>
  requires(SchemaType<T> || detail::EmbeddedStruct<T>)
Changeset<T> change(T row) {
  return Changeset<T>(std::move(row));
}

}  // namespace anqa
