#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

/// What an input needs: `<input id={@form["name"].id} name={@form["name"].name}
/// value={@form["name"].value}>`.
struct FormField {
  std::string id;
  std::string name;
  std::string value;
  std::vector<std::string> errors;  ///< ready to be shown; see shown_errors()
  bool used = true;  ///< whether the visitor has been in the input; true where that is not known

  /// The errors, once the visitor has been in the input: nobody is told that a field is missing before he got
  /// to it.
  const std::vector<std::string>& shown_errors() const;
  bool operator==(const FormField&) const = default;
};

/// A form as a template sees it: an assign made by to_form().
class Form {
 public:
  Form() = default;
  Form(std::string name, std::vector<std::pair<std::string, FormField>> fields)
      : name_(std::move(name)), fields_(std::move(fields)) {}

  const std::string& name() const { return name_; }
  /// Throws std::out_of_range, naming the fields there are, for one that the form was not made with.
  const FormField& operator[](std::string_view field) const;
  const std::vector<std::pair<std::string, FormField>>& fields() const { return fields_; }
  bool has_errors() const;
  bool operator==(const Form&) const = default;

 private:
  std::string name_;
  std::vector<std::pair<std::string, FormField>> fields_;
};

/// A form of these fields with the values that `params` has for them: `to_form(params, "search", {"q"})`. The
/// names of its inputs are "search[q]", and "q" when `name` is empty.
Form to_form(const Params& params, std::string_view name, std::initializer_list<std::string_view> fields);

/// Whether the visitor has been in the input of a field, from the params of its form: the browser marks those
/// that he has not touched.
bool used_input(const Params& params, std::string_view field);

namespace detail {
FormField form_field(std::string_view form, std::string_view field, const Params& params);
}

/// A form of some fields of a changeset: `to_form<&Order::name, &Order::email>(changeset, "order",
/// params["order"])`. As in Phoenix, errors are there once the changeset has an action: after an insert or
/// update that failed, or
/// `.with_action(…)`. With the params that the visitor sent, errors of untouched inputs are not shown.
///
/// A changeset is whatever has input_value<Field>(), errors_on<Field>() and action().
template <auto... Fields, class Changeset>
  requires requires(const Changeset& changeset) { changeset.action(); }
Form to_form(const Changeset& changeset, std::string_view name, const Params& params = {}) {
  static_assert(sizeof...(Fields) > 0,
                "to_form of a changeset needs the fields that the form has: to_form<&Order::name>(changeset, "
                "\"order\")");
  const bool tried = changeset.action() != decltype(changeset.action()){};
  std::vector<std::pair<std::string, FormField>> fields;
  auto add = [&]<auto Field>() {
    FormField field = detail::form_field(name, member_name<Field>(), params);
    field.value = changeset.template input_value<Field>();
    if (tried) field.errors = changeset.template errors_on<Field>();
    fields.emplace_back(std::string(member_name<Field>()), std::move(field));
  };
  (add.template operator()<Fields>(), ...);
  return {std::string(name), std::move(fields)};
}

}  // namespace anqa
