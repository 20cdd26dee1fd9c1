#pragma once

#include <any>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/live/live_socket.hpp"
#include "anqa/live/same.hpp"

namespace anqa {

/// How a handler of a live view reads and changes the view's assigns and talks to its page.
///
/// A handle as small as two pointers: handlers take it by reference, coroutines by value, as they take
/// everything. It is valid as long as its view, which is longer than any of the view's handlers.
template <class View>
class Socket {
 public:
  using Assigns = typename View::Assigns;

  Socket(LiveSocket& state, Assigns& assigns) : state_(&state), assigns_(&assigns) {}

  /// `socket->count`: an assign, to read.
  const Assigns* operator->() const { return assigns_; }
  const Assigns& assigns() const { return *assigns_; }

  /// Sets an assign. What the page shows of it is sent when the handler is done, unless the value is equal to
  /// the one there is.
  template <auto Member, class Value = std::remove_cvref_t<decltype(std::declval<Assigns&>().*Member)>>
  Socket& assign(Value&& value) {
    using Field = std::remove_cvref_t<decltype(assigns_->*Member)>;
    static_assert(std::is_convertible_v<Value, Field>,
                  "socket.assign<&Assigns::field>(value): the value does not convert to the field's type");
    Field& field = assigns_->*Member;
    Field next = static_cast<Field>(std::forward<Value>(value));
    if (!detail::same(field, next)) {
      field = std::move(next);
      state_->mark(mask_of<Member>);
    }
    return *this;
  }

  /// Sets an assign to what `f` makes of it. When `f` takes a reference and returns nothing, it changes the
  /// value in place, which counts as a change whatever it did: `socket.update<&Assigns::items>([](auto&
  /// items) { … })`.
  template <auto Member, class F>
  Socket& update(F&& f) {
    using Field = std::remove_cvref_t<decltype(assigns_->*Member)>;
    if constexpr (std::is_void_v<std::invoke_result_t<F, Field&>>) {
      std::forward<F>(f)(assigns_->*Member);
      state_->mark(mask_of<Member>);
      return *this;
    } else {
      return assign<Member>(std::forward<F>(f)(std::as_const(assigns_->*Member)));
    }
  }

  /// False while the first, plain HTML is made; true once the page is open in a browser. Subscribe only then.
  bool connected() const { return state_->connected(); }

  /// What a guard of the page's route assigned, `socket.assigned<User>("current_user")`; null when there is
  /// nothing or it is of another type. Valid until the page's address changes: copy it into an assign.
  template <class T>
  const T* assigned(std::string_view key) const {
    return std::any_cast<T>(state_->find_admitted(key));
  }

  /// The browser's title.
  Socket& page_title(std::string title) {
    state_->set_page_title(std::move(title));
    return *this;
  }

  /// A message for the visitor, kept over one redirect. See Flash for how to show it.
  Socket& put_flash(std::string_view kind, std::string_view message) {
    state_->put_flash(kind, message);
    return show_flash();
  }
  /// Removes the messages of one kind, or all.
  Socket& clear_flash(std::string_view kind = {}) {
    state_->clear_flash(kind);
    return show_flash();
  }

  /// Sends an event to the page's hooks and to `window` as "phx:<name>"; the payload is a map.
  Socket& push_event(std::string_view name, Term payload = Term::map()) {
    state_->push_event({std::string(name), std::move(payload)});
    return *this;
  }

  /// Changes the page's address within this view: handle_params is called with the new params.
  Socket& push_patch(std::string to, bool replace = false) {
    return go({Navigation::Kind::patch, std::move(to), replace});
  }
  /// Goes to another live view without a page load.
  Socket& push_navigate(std::string to, bool replace = false) {
    return go({Navigation::Kind::navigate, std::move(to), replace});
  }
  /// Loads another page of this site.
  Socket& redirect(std::string to) { return go({Navigation::Kind::redirect, std::move(to)}); }
  /// Loads a page of any site. Never give it what a visitor typed.
  Socket& redirect_external(std::string url) { return go({Navigation::Kind::external, std::move(url)}); }

  /// The part that does not depend on the view's type.
  LiveSocket& state() const { return *state_; }

 private:
  Socket& go(Navigation navigation) {
    state_->navigate(std::move(navigation));
    return *this;
  }
  Socket& show_flash() {
    if constexpr (requires { assigns_->flash = state_->flash(); }) assign<&Assigns::flash>(state_->flash());
    return *this;
  }

  LiveSocket* state_;
  Assigns* assigns_;
};

}  // namespace anqa
