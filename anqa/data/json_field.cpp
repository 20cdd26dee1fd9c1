#include "anqa/data/json_field.hpp"

#include "anqa/term/json.hpp"

namespace anqa::detail {

bool parse_json_text(std::string_view text, Term& out) {
  auto parsed = json::parse(text);
  if (!parsed) return false;
  out = std::move(*parsed);
  return true;
}

std::string json_text(const Term& value) { return json::write(value); }

}  // namespace anqa::detail
