#include "anqa/http/headers.hpp"

#include <algorithm>

namespace anqa::http {
namespace {

// What the first field of a message makes room for.
constexpr std::size_t first_fields = 8;
constexpr std::size_t first_bytes = 240;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool list_has(std::string_view list, std::string_view token) {
  while (true) {
    const auto comma = list.find(',');
    if (equal_ignoring_case(trim(list.substr(0, comma)), token)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != right[i] && lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

Headers::Headers(std::initializer_list<Header> fields) {
  for (const Header& field : fields) add(field.name, field.value);
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const Field& field : fields_) {
    if (field.name_size == name.size() && equal_ignoring_case(name_of(field), name)) return value_of(field);
  }
  return std::nullopt;
}

std::string_view Headers::get_or(std::string_view name, std::string_view fallback) const {
  return get(name).value_or(fallback);
}

std::vector<std::string_view> Headers::get_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header field : *this) {
    if (equal_ignoring_case(field.name, name)) values.push_back(field.value);
  }
  return values;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(begin(), end(), [&](Header field) { return equal_ignoring_case(field.name, name); }));
}

bool Headers::has_token(std::string_view name, std::string_view token) const {
  return std::any_of(begin(), end(), [&](Header field) {
    return equal_ignoring_case(field.name, name) && list_has(field.value, token);
  });
}

void Headers::add(std::string_view name, std::string_view value) {
  const auto begin = static_cast<std::uint32_t>(bytes_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  const std::size_t needed = bytes_.size() + name.size() + value.size() + 4;
  if (needed <= bytes_.capacity()) {
    bytes_.append(name).append(": ", 2).append(value).append("\r\n", 2);
  } else {
    // Both may be views of the old bytes.
    std::string larger;
    larger.reserve(std::max({needed, 2 * bytes_.capacity(), first_bytes}));
    larger.append(bytes_).append(name).append(": ", 2).append(value).append("\r\n", 2);
    bytes_.swap(larger);
  }
  if (fields_.capacity() == 0) fields_.reserve(first_fields);  // enough for most responses
  fields_.push_back({begin, name_size, begin + name_size + 2, static_cast<std::uint32_t>(value.size())});
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto first = std::ranges::find_if(fields_, [&](const Field& field) {
    return field.name_size == name.size() && equal_ignoring_case(name_of(field), name);
  });
  if (first == fields_.end()) return add(name, value);
  // Both may be views of these very bytes.
  const std::string kept_name(name);
  const std::string kept_value(value);
  remove(kept_name);
  add(kept_name, kept_value);
}

std::size_t Headers::remove(std::string_view name) {
  const std::size_t found = count(name);
  if (found == 0) return 0;
  Headers others;
  for (const Header field : *this) {
    if (!equal_ignoring_case(field.name, name)) others.add(field.name, field.value);
  }
  *this = std::move(others);
  return found;
}

void Headers::clear() {
  bytes_.clear();
  fields_.clear();
  as_sent_ = true;
}

bool Headers::operator==(const Headers& other) const {
  return std::equal(begin(), end(), other.begin(), other.end(), [](Header left, Header right) {
    return equal_ignoring_case(left.name, right.name) && left.value == right.value;
  });
}

}  // namespace anqa::http
