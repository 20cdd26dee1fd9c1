#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// Messages for the visitor that outlive one redirect, by kind: "info", "error". A template shows them when
/// the assigns have a field `anqa::Flash flash;`: `<p :if={@flash.has("info")}>{@flash["info"]}</p>`. The
/// session keeps them in the form of Phoenix's.
class Flash {
 public:
  void put(std::string_view kind, std::string_view message);
  /// Removes the message of one kind.
  void clear(std::string_view kind);
  void clear() { entries_.clear(); }

  /// The message of a kind; empty when there is none.
  std::string_view operator[](std::string_view kind) const;
  bool has(std::string_view kind) const { return !(*this)[kind].empty(); }
  bool empty() const { return entries_.empty(); }
  const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }
  bool operator==(const Flash& other) const;

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

/// A plug, after fetch_session: takes the messages that the last page left in the session. What is in the
/// flash when the response leaves is kept for the next request if the response is a redirect.
Conn fetch_flash(Conn conn);

}  // namespace anqa
