#pragma once

#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"
#include "anqa/live/text.hpp"
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
  Form(std::string name, std::vector<std::pair<std::string, FormField>> fields);

  /// What the names of its inputs begin with: "order", "order[lines][0]".
  const std::string& name() const { return name_; }
  /// Of its tag and, with the field's name, of its inputs: "order", "order_lines_0".
  const std::string& id() const { return id_; }
  Form& with_id(std::string id);
  /// Throws std::out_of_range, naming the fields there are, for one that the form was not made with.
  const FormField& operator[](std::string_view field) const;
  const std::vector<std::pair<std::string, FormField>>& fields() const { return fields_; }
  bool has_errors() const;
  /// "order[lines][0][_persistent_id]"
  std::string input_name(std::string_view field) const;

  /// The forms of a list within the form, such as the lines of an order, for `<.inputs_for>`; see to_forms.
  Form& nest(std::string_view field, std::vector<Form> forms);
  std::vector<Form> nested(std::string_view field) const;
  /// A value that goes with the form though no input shows it, such as the id of a row that is stored:
  /// `<.inputs_for>` writes it as a hidden input.
  Form& hide(std::string_view field, std::string value);
  const std::vector<std::pair<std::string, std::string>>& hidden() const { return hidden_; }
  /// The place of a nested form in its list.
  std::size_t index() const { return index_; }

  bool operator==(const Form& other) const;

 private:
  std::string name_;
  std::string id_;
  std::vector<std::pair<std::string, FormField>> fields_;
  std::string field_;  ///< which list of the form around it this one is in
  std::size_t index_ = 0;
  std::vector<Form> nested_;
  std::vector<std::pair<std::string, std::string>> hidden_;
};

namespace detail {

void add_field(std::vector<std::pair<std::string, FormField>>& fields, std::string_view name,
               FormField field);

template <auto... Fields>
constexpr bool is_field(std::string_view name) {
  return ((member_name<Fields>() == name) || ...);
}

/// The name of a field: a literal is checked while compiling to be one of Fields. (Not by consteval, which
/// would make the functions that a template's code is in consteval, too, and tell the place of that.)
template <auto... Fields>
class FieldName {
 public:
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgcc-compat"  // it is clang's own, and so are we
  constexpr FieldName(const char* name)          // NOLINT(google-explicit-constructor): it is a name
      __attribute__((diagnose_if(!is_field<Fields...>(name), "the form has no field of this name", "error")))
      : name_(name) {}
#pragma clang diagnostic pop
  constexpr FieldName(std::string_view name) : name_(name) {}  // NOLINT(google-explicit-constructor)
  constexpr std::string_view view() const { return name_; }

 private:
  std::string_view name_;
};

}  // namespace detail

/// A Form whose fields the compiler knows: `anqa::FormFor<&Order::name, &Order::email> form;` as an assign.
/// `@form["nmae"]` does not compile.
template <auto... Fields>
class FormFor : public Form {
 public:
  FormFor() = default;
  explicit FormFor(Form form) : Form(std::move(form)) {}

  const FormField& operator[](detail::FieldName<Fields...> field) const {
    return Form::operator[](field.view());
  }
  FormFor& with_id(std::string id) {
    Form::with_id(std::move(id));
    return *this;
  }
  bool operator==(const FormFor&) const = default;
};

/// A form of these fields with the values that `params` has for them: `to_form(params, "search", {"q"})`. The
/// names of its inputs are "search[q]", and "q" when `name` is empty.
Form to_form(const Params& params, std::string_view name, std::initializer_list<std::string_view> fields);

/// The forms of a list: `to_forms(params["lines"], "order[lines]", {"title", "count"})`.
std::vector<Form> to_forms(const Params& list, std::string_view name,
                           std::initializer_list<std::string_view> fields);

/// Whether the visitor has been in the input of a field, from the params of its form: the browser marks those
/// that he has not touched.
bool used_input(const Params& params, std::string_view field);

namespace detail {
/// The params of one of a list's forms, whether the list came as a list or as a map by index.
Params listed(const Params& list, const std::string& index);
FormField form_field(std::string_view form, std::string_view field, const Params& params);
}  // namespace detail

/// A form of some fields of a changeset: `to_form<&Order::name, &Order::email>(changeset, "order",
/// params["order"])`. As in Phoenix, errors are there once the changeset has an action: after an insert or
/// update that failed, or
/// `.with_action(…)`. With the params that the visitor sent, errors of untouched inputs are not shown.
///
/// A changeset is whatever has input_value<Field>(), errors_on<Field>() and action().
template <auto... Fields, class Changeset>
  requires requires(const Changeset& changeset) { changeset.action(); }
FormFor<Fields...> to_form(const Changeset& changeset, std::string_view name, const Params& params = {}) {
  static_assert(sizeof...(Fields) > 0,
                "to_form of a changeset needs the fields that the form has: to_form<&Order::name>(changeset, "
                "\"order\")");
  const bool tried = changeset.action() != decltype(changeset.action()){};
  std::vector<std::pair<std::string, FormField>> fields;
  auto add = [&]<auto Field>() {
    FormField field = detail::form_field(name, member_name<Field>(), params);
    field.value = changeset.template input_value<Field>();
    if (tried) field.errors = changeset.template errors_on<Field>();
    detail::add_field(fields, member_name<Field>(), std::move(field));
  };
  (add.template operator()<Fields>(), ...);
  return FormFor<Fields...>(Form(std::string(name), std::move(fields)));
}

/// The forms of a list of changesets, as those of an association or of embedded structs:
/// `to_forms<&Line::title>(changesets, "order[lines]", params["lines"])`.
template <auto... Fields, class Changesets>
  requires requires(const Changesets& changesets) { std::begin(changesets)->action(); }
std::vector<Form> to_forms(const Changesets& changesets, std::string_view name, const Params& params = {}) {
  std::vector<Form> forms;
  for (const auto& changeset : changesets) {
    const std::string index = std::to_string(forms.size());
    forms.push_back(
        to_form<Fields...>(changeset, std::string(name) + "[" + index + "]", detail::listed(params, index)));
  }
  return forms;
}

/// Nests the forms of an association, straight from the changeset that cast it, for `<.inputs_for
/// field={@form.nested("lines")} :let={line}>`:
///
///     auto form = to_form<&Order::name>(changeset, "order", params["order"]);
///     nest_assoc<&Order::lines, &Line::title, &Line::count>(form, changeset, params["order"]);
///
/// Rows that are stored bring their id as a hidden input, by which cast_assoc knows them again.
template <auto Association, auto... Fields, class Changeset>
void nest_assoc(Form& form, const Changeset& changeset, const Params& params = {}) {
  constexpr std::string_view name = member_name<Association>();
  auto related = changeset.template get_assoc<Association>();
  for (auto& each : related) each = std::move(each).with_action(changeset.action());
  std::vector<Form> forms =
      to_forms<Fields...>(related, form.name() + "[" + std::string(name) + "]", params[name]);
  std::size_t index = 0;
  for (const auto& each : related) {
    if constexpr (requires { to_text(each.data().id); } || requires { each.data().id != 0; }) {
      if (each.data().id != decltype(each.data().id){}) forms[index].hide("id", detail::join(each.data().id));
    }
    ++index;
  }
  form.nest(name, std::move(forms));
}

/// The options of a select: `options_for_select({{"Tea", "1"}, {"Coffee", "2"}}, @form["kind"].value)`.
Html options_for_select(const std::vector<std::pair<std::string, std::string>>& options,
                        std::string_view selected);

}  // namespace anqa
