#include "anqa/live/form.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/live/escape.hpp"

namespace anqa {

namespace detail {

namespace {

/// "order[lines][0]" as "order_lines_0".
std::string id_of_name(std::string_view name) {
  std::string id;
  for (char c : name) {
    if (c == '[') id += '_';
    if (c != '[' && c != ']') id += c;
  }
  return id;
}

}  // namespace

}  // namespace detail

const std::vector<std::string>& FormField::shown_errors() const {
  static const std::vector<std::string> none;
  return used ? errors : none;
}

Form::Form(std::string name, std::vector<std::pair<std::string, FormField>> fields)
    : name_(std::move(name)), id_(detail::id_of_name(name_)), fields_(std::move(fields)) {}

Form& Form::with_id(std::string id) {
  for (auto& [field, input] : fields_) input.id = id.empty() ? field : id + "_" + field;
  id_ = std::move(id);
  return *this;
}

Form& Form::hide(std::string_view field, std::string value) {
  hidden_.emplace_back(input_name(field), std::move(value));
  return *this;
}

std::string Form::input_name(std::string_view field) const {
  return name_.empty() ? std::string(field) : name_ + "[" + std::string(field) + "]";
}

Form& Form::nest(std::string_view field, std::vector<Form> forms) {
  std::erase_if(nested_, [field](const Form& it) { return it.field_ == field; });
  for (std::size_t i = 0; i < forms.size(); ++i) {
    forms[i].field_ = field;
    forms[i].index_ = i;
    nested_.push_back(std::move(forms[i]));
  }
  return *this;
}

std::vector<Form> Form::nested(std::string_view field) const {
  std::vector<Form> found;
  for (const Form& form : nested_) {
    if (form.field_ == field) found.push_back(form);
  }
  return found;
}

bool Form::operator==(const Form& other) const = default;

const FormField& Form::operator[](std::string_view field) const {
  std::string known;
  for (const auto& [name, found] : fields_) {
    if (name == field) return found;
    known += (known.empty() ? "" : ", ") + name;
  }
  throw std::out_of_range("form \"" + name_ + "\" has no field \"" + std::string(field) + "\"; it has " +
                          (known.empty() ? "none" : known));
}

bool Form::has_errors() const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [](const auto& field) { return !field.second.errors.empty(); });
}

bool used_input(const Params& params, std::string_view field) {
  return params.has(field) && !params.has("_unused_" + std::string(field));
}

namespace detail {

Params listed(const Params& list, const std::string& index) {
  if (list.items().empty()) return list[index];
  return list.at(std::stoul(index));
}

FormField form_field(std::string_view form, std::string_view field, const Params& params) {
  FormField made;
  if (form.empty()) {
    made.id = field;
    made.name = field;
  } else {
    made.id = id_of_name(form) + "_" + std::string(field);
    made.name = std::string(form) + "[" + std::string(field) + "]";
  }
  made.used = params.empty() || used_input(params, field);
  return made;
}

}  // namespace detail

Form to_form(const Params& params, std::string_view name, std::initializer_list<std::string_view> names) {
  std::vector<std::pair<std::string, FormField>> fields;
  for (std::string_view field : names) {
    FormField made = detail::form_field(name, field, params);
    made.value = params.get(field).value_or("");
    fields.emplace_back(std::string(field), std::move(made));
  }
  return {std::string(name), std::move(fields)};
}

std::vector<Form> to_forms(const Params& list, std::string_view name,
                           std::initializer_list<std::string_view> fields) {
  std::vector<Form> forms;
  const auto add = [&](const Params& params) {
    forms.push_back(to_form(params, std::string(name) + "[" + std::to_string(forms.size()) + "]", fields));
  };
  for (const Term& item : list.items()) add(Params(item));
  for (const auto& [key, value] : list.entries()) add(Params(value));
  return forms;
}

Html options_for_select(const std::vector<std::pair<std::string, std::string>>& options,
                        std::string_view selected) {
  Html out;
  for (const auto& [label, value] : options) {
    out.text += "<option value=\"";
    detail::append_html(out.text, value);
    out.text += value == selected ? "\" selected>" : "\">";
    detail::append_html(out.text, label);
    out.text += "</option>";
  }
  return out;
}

void detail::add_field(std::vector<std::pair<std::string, FormField>>& fields, std::string_view name,
                       FormField field) {
  fields.emplace_back(std::string(name), std::move(field));
}

}  // namespace anqa
