#include "anqa/live/session_changes.hpp"

#include <algorithm>

#include "anqa/web/conn.hpp"

namespace anqa {

void SessionChanges::put(std::string_view key, std::optional<Term> value) {
  const auto old = std::ranges::find(entries, key, &std::pair<std::string, std::optional<Term>>::first);
  if (old != entries.end()) {
    old->second = std::move(value);
  } else {
    entries.emplace_back(key, std::move(value));
  }
}

void SessionChanges::apply(Conn& conn) const {
  if (renew) conn.configure_session({.renew = true});
  for (const auto& [key, value] : entries) {
    if (value) {
      conn.put_session(key, *value);
    } else {
      conn.delete_session(key);
    }
  }
  if (drop) conn.drop_session();
}

Term to_term(const SessionChanges& changes) {
  std::vector<Term> entries;
  for (const auto& [key, value] : changes.entries) {
    entries.push_back(value ? Term::list({key, *value}) : Term::list({key}));
  }
  return Term::map({{"renew", changes.renew}, {"drop", changes.drop}, {"entries", Term::list(entries)}});
}

SessionChanges session_changes_from(const Term& term) {
  SessionChanges changes{.renew = term["renew"].as_bool().value_or(false),
                         .drop = term["drop"].as_bool().value_or(false),
                         .entries = {}};
  for (const Term& entry : term["entries"].items()) {
    const auto items = entry.items();
    changes.put(items[0].as_binary().value_or(""), items.size() > 1 ? std::optional(items[1]) : std::nullopt);
  }
  return changes;
}

}  // namespace anqa
