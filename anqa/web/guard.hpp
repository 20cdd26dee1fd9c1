#pragma once

#include <any>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/fwd.hpp"

/// Who may enter: declared once, in front of a scope, and asked wherever that scope can be entered: at each
/// request of a page, when a live page connects, when one navigates to it, and when its address changes.
///
///     anqa::Task<anqa::Admission> signed_in(anqa::Entrant entrant) {
///       const auto user = co_await accounts::user_by_token(entrant.session.get("user_token"));
///       if (!user) co_return anqa::turn_away("/login");
///       co_return anqa::admit().assign("current_user", *user);
///     }
///     inline constexpr auto members = anqa::guard("members", signed_in);
///
///     anqa::scope("/account", browser, members, anqa::live<SettingsLive>("/settings"))
///
/// Controllers find what was assigned by `conn.assigned<User>("current_user")`, live views by
/// `socket.assigned<User>("current_user")`.

namespace anqa {

/// Who asks to enter. The same facts over HTTP and over a live page's socket, so that the answer is the same.
struct Entrant {
  /// What the visitor's session holds, which nobody but this site can have put there. Needs the fetch_session
  /// plug in a pipeline before the guard.
  Params session;
  /// Of the path and the query. Not to be trusted.
  Params params;
  /// Whether a live page asks over its socket.
  bool connected = false;
};

namespace detail {

/// What guards found out about a visitor, for those who come after them.
struct Admitted {
  std::vector<std::pair<std::string, std::any>> values;

  void put(std::string_view key, std::any value);
  const std::any* find(std::string_view key) const;
};

}  // namespace detail

/// What a guard answers: admit(), turn_away() or refuse(). A guard may also throw an HttpError.
class Admission {
 public:
  enum class Kind : std::uint8_t { admitted, turned_away, refused };

  /// Leaves a value for the controller or the live view.
  template <class T>
  Admission&& assign(std::string_view key, T value) && {
    admitted_.put(key, std::any(std::move(value)));
    return std::move(*this);
  }
  /// For one that is turned away: the page that comes instead shows this message.
  Admission&& put_flash(std::string_view kind, std::string_view message) &&;

  Kind kind() const { return kind_; }
  /// Where one is sent that was turned away: a path of this site.
  const std::string& to() const { return to_; }
  int status() const { return status_; }
  const std::string& message() const { return message_; }
  const std::vector<std::pair<std::string, std::string>>& flash() const { return flash_; }
  detail::Admitted take_admitted() && { return std::move(admitted_); }

 private:
  friend Admission admit();
  friend Admission turn_away(std::string_view to);
  friend Admission refuse(int status, std::string_view message);
  Admission(Kind kind, std::string_view to, int status, std::string_view message)
      : kind_(kind), status_(status), to_(to), message_(message) {}

  Kind kind_;
  int status_;
  std::string to_;
  std::string message_;
  detail::Admitted admitted_;
  std::vector<std::pair<std::string, std::string>> flash_;
};

Admission admit();
/// Sends the visitor to another page of this site; `to` starts with one '/'. Throws std::invalid_argument for
/// anything else.
Admission turn_away(std::string_view to);
/// Answers with an error page; `status` is 400 to 499, and `message` is shown.
Admission refuse(int status, std::string_view message = {});

/// A declaration of who may enter; made by guard(). It is a plug, too: inside of a pipeline it protects all
/// that the pipeline stands before.
class Guard {
 public:
  using Answers = Admission (*)(Entrant);
  using Waits = Task<Admission> (*)(Entrant);

  constexpr Guard(std::string_view name, Answers answers) : name_(name), answers_(answers) {}
  constexpr Guard(std::string_view name, Waits waits) : name_(name), waits_(waits) {}

  constexpr std::string_view name() const { return name_; }
  /// Asks the guard; throws what it throws.
  Task<Admission> ask(Entrant entrant) const;
  /// Asks it about the visitor of a request, and answers in the place of the controller where that one may
  /// not enter.
  Task<Conn> operator()(Conn conn) const;

 private:
  std::string_view name_;
  Answers answers_ = nullptr;
  Waits waits_ = nullptr;
};

/// `name` says who may enter, "members"; the listing of routes shows it. `ask` is a function
/// `Admission(Entrant)` or `Task<Admission>(Entrant)`, or a lambda without captures. Give the result a name
/// at namespace scope: routes refer to it.
template <class F>
constexpr Guard guard(std::string_view name, F ask) {
  if constexpr (std::convertible_to<F, Guard::Waits>) {
    return Guard(name, static_cast<Guard::Waits>(ask));
  } else {
    static_assert(
        std::convertible_to<F, Guard::Answers>,
        "a guard is a function that takes an Entrant by value and returns Admission or Task<Admission>");
    return Guard(name, static_cast<Guard::Answers>(ask));
  }
}

/// Asks all guards that stand before a route, in order, as far as one does not admit; what they assigned is
/// in `admitted`. Null where all admit.
struct Entrance {
  /// Of the guard that did not admit; admitted where all did.
  Admission verdict = admit();
  std::shared_ptr<const detail::Admitted> admitted;
};
Task<Entrance> enter(const Route* route, Entrant entrant);

}  // namespace anqa
