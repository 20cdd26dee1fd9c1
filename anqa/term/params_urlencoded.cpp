#include <charconv>

#include "anqa/base/encoding.hpp"
#include "anqa/term/detail/utf8.hpp"
#include "anqa/term/internal/decimal.hpp"
#include "anqa/term/internal/urlencoded.hpp"
#include "anqa/term/params.hpp"

namespace anqa {
namespace {

result<std::string> decode_part(std::string_view text) {
  auto decoded = form_decode(text);
  if (!decoded)
    return fail("urlencoded text: '" + std::string(text.substr(0, 80)) + "' has a % without two hex digits");
  if (!detail::valid_utf8(*decoded)) {
    return fail("urlencoded text: '" + std::string(text.substr(0, 80)) + "' is not UTF-8");
  }
  return std::move(*decoded);
}

std::unexpected<Error> too_deep(const Params::Limits& limits) {
  return fail("a parameter nested deeper than " + std::to_string(limits.max_depth) + " levels");
}

std::string scalar_text(const Term& term) {
  if (const auto text = term.as_binary()) return std::string(*text);
  if (term.is_nil()) return {};
  if (const auto atom = term.as_atom()) return std::string(*atom);
  if (const auto integer = term.as_integer()) return std::to_string(*integer);
  if (const auto big = term.as_bignum()) return detail::decimal(big->first, big->second);
  if (const auto real = term.as_double()) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, *real).ptr};
  }
  return inspect(term);
}

void encode_value(const std::string& key, const Term& value, std::string& out) {
  if (value.is_map()) {
    for (const auto& [name, item] : value.entries()) {
      std::string inner = key;
      if (!key.empty()) inner += '[';
      inner += form_encode(scalar_text(name));
      if (!key.empty()) inner += ']';
      encode_value(inner, item, out);
    }
  } else if (value.is_list()) {
    for (const Term& item : value.items()) encode_value(key + "[]", item, out);
  } else {
    if (!out.empty()) out += '&';
    (out += key) += '=';
    out += form_encode(scalar_text(value));
  }
}

}  // namespace

result<Params> Params::decode(std::string_view urlencoded, Limits limits) {
  if (urlencoded.size() > limits.max_bytes) {
    return fail("urlencoded text of " + std::to_string(urlencoded.size()) + " bytes; at most " +
                std::to_string(limits.max_bytes) + " are accepted");
  }
  detail::NestedPairs pairs;
  std::size_t count = 0;
  while (!urlencoded.empty()) {
    const std::string_view pair = urlencoded.substr(0, urlencoded.find('&'));
    urlencoded.remove_prefix(std::min(pair.size() + 1, urlencoded.size()));
    if (pair.empty()) continue;
    if (++count > limits.max_pairs) {
      return fail("urlencoded text: more than " + std::to_string(limits.max_pairs) + " values");
    }
    const std::size_t equals = pair.find('=');
    auto key = decode_part(pair.substr(0, equals));
    if (!key) return std::unexpected(key.error());
    auto value = decode_part(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!value) return std::unexpected(value.error());
    if (!pairs.add(*key, Term(*value), limits.max_depth)) return too_deep(limits);
  }
  return Params(pairs.build());
}

result<Params> Params::nest(const std::vector<std::pair<std::string, Term>>& fields, Limits limits) {
  if (fields.size() > limits.max_pairs) {
    return fail("a form with more than " + std::to_string(limits.max_pairs) + " fields");
  }
  detail::NestedPairs pairs;
  for (const auto& [key, value] : fields) {
    if (!pairs.add(key, value, limits.max_depth)) return too_deep(limits);
  }
  return Params(pairs.build());
}

std::string Params::encode() const {
  std::string out;
  if (value_.is_map()) encode_value({}, value_, out);
  return out;
}

}  // namespace anqa
