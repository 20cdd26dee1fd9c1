#include "anqa/web/cookie.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool is_token(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

void check(std::string_view what, std::string_view text, std::string_view forbidden) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f && !forbidden.contains(c)) continue;
    throw std::invalid_argument(std::string(what) +
                                " of a cookie holds a character that ends it: encode it first");
  }
}

std::string_view to_string(SameSite same_site) {
  switch (same_site) {
    case SameSite::lax:
      return "Lax";
    case SameSite::strict:
      return "Strict";
    case SameSite::none:
      return "None";
    case SameSite::unset:
      break;
  }
  return {};
}

}  // namespace

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    const auto pair = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name) continue;
    auto value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
      value.remove_prefix(1);
      value.remove_suffix(1);
    }
    return value;
  }
  return std::nullopt;
}

std::string write_cookie(std::string_view name, std::string_view value, const CookieOptions& options) {
  if (!is_token(name)) throw std::invalid_argument("\"" + std::string(name) + "\" is no name for a cookie");
  check("the value", value, " ;,\"\\");
  check("the path", options.path, ";");
  check("the domain", options.domain, ";");
  std::string out(name);
  out += '=';
  out += value;
  if (!options.path.empty()) out += "; path=" + options.path;
  if (!options.domain.empty()) out += "; domain=" + options.domain;
  if (options.max_age) {
    out += "; max-age=" + std::to_string(*options.max_age);
    // Old clients know only `expires`, and only a deletion matters to them here.
    if (*options.max_age <= 0) out += "; expires=Thu, 01 Jan 1970 00:00:00 GMT";
  }
  if (options.secure.value_or(false)) out += "; secure";
  if (options.http_only) out += "; HttpOnly";
  if (options.same_site != SameSite::unset) {
    out += "; SameSite=";
    out += to_string(options.same_site);
  }
  return out;
}

}  // namespace anqa
