#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/term/term.hpp"

namespace anqa {

class Conn;

/// What a live view wants changed in its visitor's session: Socket::put_session and its kin.
///
/// The session is a cookie, and a live page's connection cannot set one. So the changes go, encrypted and for
/// a minute, with the redirect that follows, and the fetch_live_flash plug of the page that is loaded then
/// carries them out. They are bound to the session that they were asked for: in another visitor's browser
/// they are worth nothing.
struct SessionChanges {
  bool renew = false;
  bool drop = false;
  /// What is put, and, without a value, what is deleted.
  std::vector<std::pair<std::string, std::optional<Term>>> entries;

  bool empty() const { return !renew && !drop && entries.empty(); }
  void put(std::string_view key, std::optional<Term> value);
  /// The conn must have been through fetch_session.
  void apply(Conn& conn) const;
};

Term to_term(const SessionChanges& changes);
SessionChanges session_changes_from(const Term& term);

}  // namespace anqa
