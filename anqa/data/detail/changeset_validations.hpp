#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/data/detail/changeset_core.hpp"
#include "anqa/data/schema.hpp"
#include "anqa/data/validation.hpp"

namespace anqa::detail {

template <auto... Path>
using PlainOf = unwrapped<typename ColumnPath<Path...>::Value>;

template <auto Member, class C>
bool is_blank(const C& changeset) {
  using Field = typename ColumnPath<Member>::Value;
  const Field& value = changeset.template get_field<Member>();
  if constexpr (is_nullable<Field>) {
    if constexpr (std::is_same_v<Field, std::optional<std::string>>) return !value || blank(*value);
    return !value.has_value();
  } else if constexpr (std::is_same_v<Field, std::string>) {
    return blank(value);
  } else {
    return !changeset.core().given(ColumnPath<Member>::index) && !changeset.core().persisted() &&
           value == Field{};
  }
}

/// The changed value; null without a change or when it is empty.
template <auto Member, class C>
const PlainOf<Member>* changed_value(const C& changeset) {
  if (!changeset.core().changed(ColumnPath<Member>::index)) return nullptr;
  const auto& value = changeset.template get_field<Member>();
  if constexpr (is_nullable<typename ColumnPath<Member>::Value>) {
    return value ? &*value : nullptr;
  } else {
    return &value;
  }
}

template <auto Member, class C>
const std::string* changed_text(const C& changeset) {
  static_assert(
      std::is_same_v<PlainOf<Member>, std::string>,
      "validate_format and validate_length take a field of type std::string or std::optional<std::string>");
  const std::string* text = changed_value<Member>(changeset);
  // An emptied text is validate_required's business, as in Ecto, where it is nil.
  return text && !text->empty() ? text : nullptr;
}

template <auto Member, class C>
void check_number(C& changeset, const NumberOptions<PlainOf<Member>>& options) {
  using Number = PlainOf<Member>;
  static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>,
                "validate_number takes a field that is a number");
  const Number* value = changed_value<Member>(changeset);
  if (!value) return;
  auto fail = [&](std::string_view standard, const Number& bound) {
    changeset.core().fail_number(ColumnPath<Member>::index, standard, FieldType<Number>::text(bound),
                                 options.message);
  };
  const auto& o = options;
  if (o.less_than && !(*value < *o.less_than)) return fail("must be less than %{number}", *o.less_than);
  if (o.greater_than && !(*value > *o.greater_than))
    return fail("must be greater than %{number}", *o.greater_than);
  if (o.less_than_or_equal_to && !(*value <= *o.less_than_or_equal_to)) {
    return fail("must be less than or equal to %{number}", *o.less_than_or_equal_to);
  }
  if (o.greater_than_or_equal_to && !(*value >= *o.greater_than_or_equal_to)) {
    return fail("must be greater than or equal to %{number}", *o.greater_than_or_equal_to);
  }
  if (o.equal_to && *value != *o.equal_to) return fail("must be equal to %{number}", *o.equal_to);
  if (o.not_equal_to && *value == *o.not_equal_to) fail("must be not equal to %{number}", *o.not_equal_to);
}

/// The validations of a Changeset, which derives from this. They look at changes only, but for
/// validate_required.
class ChangesetValidations {
 public:
  template <auto... Path, class Self>
  Self add_error(this Self&& self, std::string_view message, std::vector<FieldError::Value> values = {}) {
    self.core().add_error(ColumnPath<Path...>::name(), message, std::move(values));
    return std::forward<Self>(self);
  }

  /// Each field must have a value: an optional one holds something, a text more than white space, any other
  /// was given by somebody, is stored already or differs from its type's default. "can't be blank".
  template <auto... Members, class Self>
  Self validate_required(this Self&& self, MessageOption option = {}) {
    (self.core().check_required(ColumnPath<Members>::index, is_blank<Members>(self), option), ...);
    return std::forward<Self>(self);
  }

  /// The text matches `pattern` somewhere; anchor it with ^ and $ to match all of it. RE2's syntax: that of
  /// Perl without what cannot be matched in linear time (back-references, look-around). "has invalid format".
  template <auto Member, class Self>
  Self validate_format(this Self&& self, std::string_view pattern, MessageOption option = {}) {
    if (const std::string* text = changed_text<Member>(self)) {
      self.core().check_format(ColumnPath<Member>::index, *text, pattern, option);
    }
    return std::forward<Self>(self);
  }

  /// Characters of a text, "should be at least %{count} character(s)"; items of a list; bytes.
  template <auto Member, class Self>
  Self validate_length(this Self&& self, LengthOptions options) {
    using Value = PlainOf<Member>;
    if constexpr (std::is_same_v<Value, Bytes>) {
      if (const auto* value = changed_value<Member>(self)) {
        self.core().check_count(ColumnPath<Member>::index, value->data.size(), "byte(s)", options);
      }
    } else if constexpr (requires { typename Value::value_type; } && !std::is_same_v<Value, std::string>) {
      if (const auto* value = changed_value<Member>(self)) {
        self.core().check_count(ColumnPath<Member>::index, value->size(), "item(s)", options);
      }
    } else if (const std::string* text = changed_text<Member>(self)) {
      self.core().check_length(ColumnPath<Member>::index, *text, options);
    }
    return std::forward<Self>(self);
  }

  /// "must be greater than %{number}" and so on.
  template <auto Member, class Self>
  Self validate_number(this Self&& self, NumberOptions<PlainOf<Member>> options) {
    check_number<Member>(self, options);
    return std::forward<Self>(self);
  }

  /// The value is one of these. "is invalid".
  template <auto Member, class Self>
  Self validate_inclusion(this Self&& self, std::initializer_list<PlainOf<Member>> values,
                          MessageOption option = {}) {
    const auto* value = changed_value<Member>(self);
    if (value && std::find(values.begin(), values.end(), *value) == values.end()) {
      self.core().add_error(ColumnPath<Member>::name(),
                            option.message.empty() ? "is invalid" : option.message, {}, "inclusion");
    }
    return std::forward<Self>(self);
  }

  /// The value is none of these. "is reserved".
  template <auto Member, class Self>
  Self validate_exclusion(this Self&& self, std::initializer_list<PlainOf<Member>> values,
                          MessageOption option = {}) {
    const auto* value = changed_value<Member>(self);
    if (value && std::find(values.begin(), values.end(), *value) != values.end()) {
      self.core().add_error(ColumnPath<Member>::name(),
                            option.message.empty() ? "is reserved" : option.message, {}, "exclusion");
    }
    return std::forward<Self>(self);
  }

  /// A check of your own: `check(value)` gives a message, or an empty one when all is well.
  template <auto Member, class Self, class Check>
  Self validate_change(this Self&& self, Check&& check) {
    if (const auto* value = changed_value<Member>(self)) {
      const std::string message = check(*value);
      if (!message.empty()) self.core().add_error(ColumnPath<Member>::name(), message);
    }
    return std::forward<Self>(self);
  }

  /// What was sent as `password_confirmation` is what was sent as `password`. "does not match confirmation".
  /// Not sent is no error, unless asked for.
  template <auto Member, class Self>
  Self validate_confirmation(this Self&& self, const Params& params, ConfirmationOptions options = {}) {
    self.core().check_confirmation(ColumnPath<Member>::name(), params, options);
    return std::forward<Self>(self);
  }

  /// The box was ticked. "must be accepted". The field need not be in the schema.
  template <class Self>
  Self validate_acceptance(this Self&& self, const Params& params, std::string_view name,
                           MessageOption option = {}) {
    self.core().check_acceptance(name, params, option);
    return std::forward<Self>(self);
  }

  /// Each element of a list is one of these. "has an invalid entry".
  template <auto Member, class Self>
  Self validate_subset(this Self&& self, std::initializer_list<typename PlainOf<Member>::value_type> values,
                       MessageOption option = {}) {
    if (const auto* list = changed_value<Member>(self)) {
      for (const auto& element : *list) {
        if (std::find(values.begin(), values.end(), element) != values.end()) continue;
        self.core().add_error(ColumnPath<Member>::name(),
                              option.message.empty() ? "has an invalid entry" : option.message, {}, "subset");
        break;
      }
    }
    return std::forward<Self>(self);
  }
};

}  // namespace anqa::detail
