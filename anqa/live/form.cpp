#include "anqa/live/form.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa {

const std::vector<std::string>& FormField::shown_errors() const {
  static const std::vector<std::string> none;
  return used ? errors : none;
}

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

FormField form_field(std::string_view form, std::string_view field, const Params& params) {
  FormField made;
  if (form.empty()) {
    made.id = field;
    made.name = field;
  } else {
    made.id = std::string(form) + "_" + std::string(field);
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

}  // namespace anqa
