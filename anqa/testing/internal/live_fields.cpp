#include <algorithm>

#include "anqa/base/encoding.hpp"
#include "anqa/testing/internal/live_bindings.hpp"

namespace anqa::detail {
namespace {

std::string text_value(const Term& term) {
  if (const auto text = term.as_binary()) return std::string(*text);
  if (const auto number = term.as_integer()) return std::to_string(*number);
  if (const auto flag = term.as_bool()) return *flag ? "true" : "false";
  if (term.is_nil()) return "";
  return inspect(term);
}

using Leaves = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// {"user": {"tags": ["a", "b"]}} as "user[tags][]" with its values.
void leaves(const Term& term, const std::string& name, Leaves& out) {
  if (term.is_map()) {
    for (const auto& [key, value] : term.entries()) {
      const std::string part = text_value(key);
      leaves(value, name.empty() ? part : name + "[" + part + "]", out);
    }
  } else if (term.is_list()) {
    std::vector<std::string> values;
    for (const Term& item : term.items()) values.push_back(text_value(item));
    out.emplace_back(name + "[]", std::move(values));
  } else {
    out.emplace_back(name, std::vector{text_value(term)});
  }
}

Leaves leaves_of(const Params& data) {
  Leaves out;
  Term fields = data.term();
  fields.erase("_target");
  leaves(fields, "", out);
  return out;
}

std::string quoted_list(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "\"" : ", \"") + value + "\"";
  return out;
}

void find_options(const HtmlNode& node, std::vector<const HtmlNode*>& options) {
  for (const HtmlNode& child : node.children) {
    if (child.tag == "option") options.push_back(&child);
    find_options(child, options);
  }
}

std::string option_value(const HtmlNode& option) {
  const auto value = option.get("value");
  return value ? std::string(*value) : text_of(option);
}

}  // namespace

LiveFields::LiveFields(const HtmlNode& page, const HtmlNode& form) {
  form_ = "the form" + (form.id().empty() ? "" : " #" + std::string(form.id()));
  for (const HtmlNode& child : form.children) collect(child, {}, true, false);
  if (!form.id().empty()) collect(page, form.id(), false, false);
}

void LiveFields::collect(const HtmlNode& node, std::string_view form_id, bool inside, bool disabled) {
  disabled = disabled || (node.tag == "fieldset" && node.get("disabled"));
  const auto owner = node.get("form");
  const bool mine = inside ? !owner || form_id == *owner : owner == form_id && !form_id.empty();
  const bool is_field = node.tag == "input" || node.tag == "select" || node.tag == "textarea";
  if (is_field && mine && !disabled && !node.get("disabled") && node.get("name")) {
    if (node.tag == "input") {
      collect_input(node);
    } else if (node.tag == "select") {
      collect_select(node);
    } else {
      const std::string name(node.get_or("name"));
      fields_.push_back({name, "textarea", {}});
      values_.emplace_back(name, text_of(node));
    }
  }
  for (const HtmlNode& child : node.children) collect(child, form_id, inside, disabled);
}

void LiveFields::collect_input(const HtmlNode& node) {
  const std::string name(node.get_or("name"));
  const std::string type(node.get_or("type", "text"));
  if (type == "submit" || type == "button" || type == "image" || type == "reset" || type == "file") return;
  if (type != "checkbox" && type != "radio") {
    const std::string value(node.get_or("value"));
    fields_.push_back({name, type, type == "hidden" ? std::vector{value} : std::vector<std::string>()});
    values_.emplace_back(name, value);
    return;
  }
  const std::string value(node.get_or("value", "on"));
  const auto known = std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return field.name == name && (field.kind == type || field.kind == "hidden");
  });
  if (known != fields_.end()) {
    // A hidden input before a checkbox is what is sent while it is not checked.
    known->kind = type;
    known->allowed.push_back(value);
  } else {
    fields_.push_back({name, type, {value}});
  }
  if (node.get("checked")) {
    if (type == "checkbox" && !name.ends_with("[]")) {
      std::erase_if(values_, [&](const auto& one) { return one.first == name; });
    }
    values_.emplace_back(name, value);
  }
}

void LiveFields::collect_select(const HtmlNode& node) {
  Field field{std::string(node.get_or("name")), "select", {}};
  std::vector<const HtmlNode*> options;
  find_options(node, options);
  bool any = false;
  for (const HtmlNode* option : options) {
    if (option->get("disabled")) continue;
    field.allowed.push_back(option_value(*option));
    if (!option->get("selected")) continue;
    values_.emplace_back(field.name, field.allowed.back());
    any = true;
  }
  if (!any && !node.get("multiple") && !field.allowed.empty()) {
    values_.emplace_back(field.name, field.allowed.front());
  }
  fields_.push_back(std::move(field));
}

void LiveFields::fill(const Params& data) {
  for (const auto& [name, values] : leaves_of(data)) fill_one(name, values);
}

void LiveFields::fill_one(const std::string& name, const std::vector<std::string>& values) {
  const auto field =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& one) { return one.name == name; });
  if (field == fields_.end()) {
    throw std::runtime_error(form_ + " has no input, select or textarea \"" + name +
                             "\" that is not disabled; it has " + describe());
  }
  const bool is_free = field->allowed.empty() && field->kind != "select";
  for (const std::string& value : values) {
    if (is_free || std::find(field->allowed.begin(), field->allowed.end(), value) != field->allowed.end()) {
      continue;
    }
    throw std::runtime_error("the " + field->kind + " \"" + name + "\" of " + form_ + " cannot be \"" +
                             value + "\", only " + quoted_list(field->allowed));
  }
  std::erase_if(values_, [&](const auto& one) { return one.first == name; });
  for (const std::string& value : values) values_.emplace_back(name, value);
  target_ = name;
}

void LiveFields::add(const Params& data) {
  for (const auto& [name, values] : leaves_of(data)) {
    std::erase_if(values_, [&](const auto& one) { return one.first == name; });
    for (const std::string& value : values) values_.emplace_back(name, value);
    target_ = name;
  }
}

void LiveFields::press(const HtmlNode& submitter) {
  if (const auto name = submitter.get("name")) values_.emplace_back(*name, submitter.get_or("value"));
}

std::string LiveFields::describe() const {
  if (fields_.empty()) return "none";
  std::vector<std::string> names;
  for (const Field& field : fields_) names.push_back(field.name);
  return quoted_list(names);
}

std::string LiveFields::encoded() const {
  std::string out;
  for (const auto& [name, value] : values_) {
    if (!out.empty()) out += '&';
    out += form_encode(name) + "=" + form_encode(value);
  }
  return out;
}

Params LiveFields::params() const { return Params::decode(encoded()).value(); }

}  // namespace anqa::detail
