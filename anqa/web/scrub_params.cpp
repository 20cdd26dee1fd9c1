#include "anqa/web/scrub_params.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
}

/// As deep as parameters may be nested, which the parsers limit.
Term scrubbed(const Term& value) {  // NOLINT(misc-no-recursion)
  if (const auto text = value.as_binary()) return is_blank(*text) ? Term() : value;
  if (value.is_list()) {
    std::vector<Term> items;
    for (const Term& item : value.items()) items.push_back(scrubbed(item));
    return Term::list(std::move(items));
  }
  if (value.is_map()) {
    std::vector<Term::Entry> entries;
    for (const auto& [key, item] : value.entries()) entries.push_back({key, scrubbed(item)});
    return Term::map(std::move(entries));
  }
  return value;
}

}  // namespace

Conn ScrubParams::operator()(Conn conn) const {
  detail::ConnState& state = detail::ConnAccess::state(conn);
  conn.query_params();
  bool found = false;
  for (Params* params : {&*state.query_params, &state.body_params}) {
    if (!params->has(key)) continue;
    found = true;
    params->set(key, scrubbed((*params)[key].term()));
  }
  if (!found) throw HttpError(400, "the parameter \"" + std::string(key) + "\" is missing");
  return conn;
}

}  // namespace anqa
