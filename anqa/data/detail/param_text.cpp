#include "anqa/data/detail/param_text.hpp"

#include "anqa/data/field_type.hpp"
#include "anqa/term/params.hpp"

namespace anqa::detail {

// JSON brings numbers and booleans: they are read as the text that a form would have sent.
ParamText::ParamText(const Params& params, std::string_view name) {
  const Term* value = params.term().find(name);
  if (!value) return;
  term_ = value;
  kind_ = Kind::text;
  if (const auto text = value->as_binary()) {
    text_ = *text;
  } else if (const auto boolean = value->as_bool()) {
    text_ = *boolean ? "true" : "false";
  } else if (const auto integer = value->as_integer()) {
    storage_ = std::to_string(*integer);
  } else if (const auto number = value->as_double()) {
    storage_ = number_text(*number);
  } else if (!value->is_nil()) {
    kind_ = Kind::other;
  }
}

}  // namespace anqa::detail
