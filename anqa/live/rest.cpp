#include "anqa/live/rest.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/live/escape.hpp"

namespace anqa {

void Rest::put(std::string_view name, detail::AttributeValue value) {
  const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '/' &&
           c != '=';
  });
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const bool runs = name.size() > 2 && lower(name[0]) == 'o' && lower(name[1]) == 'n';
  if (!fits || runs || name == "srcdoc") {
    throw std::invalid_argument(
        "\"" + std::string(name) + "\"" +
        (fits ? " is run by the browser, and nothing makes a value safe there; handle the event with phx-…"
              : " cannot be the name of an attribute"));
  }
  for (Attribute& attribute : attributes_) {
    if (attribute.name != name) continue;
    attribute.value = std::move(value);
    return;
  }
  attributes_.push_back({std::string(name), std::move(value)});
}

void Rest::add(const Rest& other) {
  for (const Attribute& attribute : other.attributes_) put(attribute.name, attribute.value);
}

const detail::AttributeValue* Rest::find(std::string_view name) const {
  for (const Attribute& attribute : attributes_) {
    if (attribute.name == name) return &attribute.value;
  }
  return nullptr;
}

namespace detail {

Html spread(const Rest& rest) {
  Html out;
  for (const Rest::Attribute& attribute : rest) {
    const AttributeValue value = safe_attribute(attribute.name, attribute.value);
    if (value.kind == AttributeValue::Kind::absent) continue;
    out.text += ' ';
    out.text += attribute.name;
    if (value.kind == AttributeValue::Kind::bare) continue;
    out.text += "=\"";
    append_html(out.text, value.text);
    out.text += '"';
  }
  return out;
}

}  // namespace detail
}  // namespace anqa
