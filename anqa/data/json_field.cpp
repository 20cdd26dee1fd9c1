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

namespace {

void require_storable(const Term& value) {
  if (const auto text = value.as_binary()) {
    static_cast<void>(dump_text(*text));
  } else if (value.is_list()) {
    for (const auto& item : value.items()) require_storable(item);
  } else if (value.is_map()) {
    for (const auto& [key, item] : value.entries()) {
      require_storable(key);
      require_storable(item);
    }
  }
}

}  // namespace

SqlValue dump_json(const Term& value) {
  // What is not UTF-8 would be replaced, and a zero byte escaped, which PostgreSQL refuses.
  require_storable(value);
  return json::write(value);
}

}  // namespace anqa::detail
