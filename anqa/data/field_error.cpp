#include "anqa/data/field_error.hpp"

namespace anqa {

std::string FieldError::text() const {
  std::string out;
  std::string_view rest = message;
  for (auto at = rest.find("%{"); at != std::string_view::npos; at = rest.find("%{")) {
    const auto end = rest.find('}', at);
    if (end == std::string_view::npos) break;
    const auto name = rest.substr(at + 2, end - at - 2);
    out += rest.substr(0, at);
    const std::string* found = nullptr;
    for (const auto& [key, value] : values) {
      if (key == name) found = &value;
    }
    out += found ? std::string_view(*found) : rest.substr(at, end + 1 - at);
    rest.remove_prefix(end + 1);
  }
  return out += rest;
}

}  // namespace anqa
