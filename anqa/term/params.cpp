#include "anqa/term/params.hpp"

#include <charconv>
#include <cmath>

namespace anqa {
namespace {

/// All of the text as a number, or nothing.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

Params::Params(std::initializer_list<std::pair<std::string_view, Term>> entries) {
  std::vector<Term::Entry> all;
  all.reserve(entries.size());
  for (const auto& [key, value] : entries) all.push_back({key, value});
  value_ = Term::map(std::move(all));
}

std::optional<std::string_view> Params::get(std::string_view key) const {
  const Term* value = value_.find(key);
  return value != nullptr ? value->as_binary() : std::nullopt;
}

std::optional<std::int64_t> Params::as_integer() const {
  if (const auto text = value_.as_binary()) return parse_number<std::int64_t>(*text);
  return value_.as_integer();
}

std::optional<std::uint64_t> Params::as_unsigned() const {
  if (const auto text = value_.as_binary()) return parse_number<std::uint64_t>(*text);
  if (const auto big = value_.as_bignum();
      big && !big->first && big->second.size() == sizeof(std::uint64_t)) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(big->second[i]);
    return value;
  }
  const auto value = value_.as_integer();
  return value && *value >= 0 ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

std::optional<double> Params::as_double() const {
  const auto text = value_.as_binary();
  if (!text) return value_.as_double();
  const auto value = parse_number<double>(*text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<bool> Params::as_bool() const {
  if (const auto value = value_.as_bool()) return value;
  const auto text = value_.as_binary();
  if (text == "true" || text == "on" || text == "1") return true;
  if (text == "false" || text == "off" || text == "0") return false;
  return std::nullopt;
}

Params Params::merged(const Params& other) const {
  std::vector<Term::Entry> all(entries().begin(), entries().end());
  all.insert(all.end(), other.entries().begin(), other.entries().end());
  return Params(Term::map(std::move(all)));
}

}  // namespace anqa
