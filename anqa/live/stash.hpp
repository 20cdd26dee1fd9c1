#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/term/term.hpp"

namespace anqa {

/// Where the state of live views outlives their connections: a view with `using Stash =
/// anqa::Fields<&Assigns::draft, &Assigns::step>;` finds these assigns as they were when its page comes back
/// after a broken connection, a crash, or, where the stash is in a folder, a deploy. They are put back after
/// mount and before handle_params.
///
/// A key is what nobody can guess and only the page's own signed session leads to. Implementations are called
/// by many processes at once, and must not wait.
class LiveStash {
 public:
  virtual ~LiveStash() = default;
  /// The state after a change.
  virtual void put(const std::string& key, Term state) = 0;
  /// The page is not connected any more. Its state is kept for a while.
  virtual void leave(const std::string& key, bool crashed) = 0;
  /// The visitor went elsewhere: it is not wanted any more.
  virtual void drop(const std::string& key) = 0;
  /// Nothing where there is none; and where a view crashed again and again with what it got back.
  virtual std::optional<Term> take(const std::string& key) = 0;
};

struct LiveStashOptions {
  /// Where the states of pages that have left are written, so that another run of the program finds them.
  /// Empty: in memory only. Made when it is not there.
  std::string folder = {};
  /// Each change is written as it happens, and not only when the page leaves: what is back then was there
  /// when the program was killed, too. It costs a small file for each change.
  bool write_at_once = false;
  /// How long a state is kept after its page has left.
  std::chrono::seconds keep{600};
  /// How many states of pages that have left are kept at most; the oldest makes room.
  std::size_t max_states = 100'000;
};

/// In memory, and in a folder if one is named.
std::shared_ptr<LiveStash> live_stash(LiveStashOptions options = {});

}  // namespace anqa
