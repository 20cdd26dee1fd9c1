#pragma once

#include <any>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/event.hpp"
#include "anqa/live/live_socket.hpp"
#include "anqa/live/same.hpp"
#include "anqa/live/stream.hpp"

namespace anqa {

/// Whether an event reaches the page's JavaScript before the page is patched, or after.
enum class Dispatch : std::uint8_t { after, before };

/// How items go into a stream.
struct StreamPlace {
  std::int64_t at = -1;      ///< -1: behind the others, 0: before them, n: at that place
  std::int64_t limit = 0;    ///< n: the page keeps the first n, -n: the last n
  bool reset = false;        ///< the page forgets the rows that it has
  bool update_only = false;  ///< of stream_insert: does nothing when the page has no such row
};

struct UploadOptions;

/// The refs of an upload's entries.
struct UploadedEntries {
  std::vector<std::string> done;
  std::vector<std::string> in_progress;
};

namespace detail {

/// Gives a stream its name on the wire: its number among the streams of its view or component.
template <class Assigns, std::size_t Index, class Rows>
void name_stream(Rows& rows, Cid component) {
  if (!rows.changes().ref.empty()) return;
  constexpr std::size_t number = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::size_t{0} + ... + (is_stream<anqa::field_type<Assigns, I>> ? 1U : 0U));
  }(std::make_index_sequence<Index>{});
  std::string ref = std::to_string(number);
  if (component) ref = "c" + std::to_string(component.number) + "-" + ref;
  rows.set_ref(std::move(ref));
}

}  // namespace detail

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

  /// Puts items into a stream: `socket.stream<&Assigns::messages>(newest, {.at = 0, .limit = 50})`. Each
  /// row's id in the page is the stream's name, "-" and the item's `id`, unless stream_configure() said
  /// otherwise.
  template <auto Member, class Items>
  Socket& stream(Items&& items, StreamPlace place = {}) {
    auto& rows = assigns_->*Member;
    prepare_stream<Member>();
    const bool fresh = rows.begin_filling();  // as the official server tells it
    if (place.reset) rows.reset();
    for (auto& item : items) {
      std::string id = dom_id_of<Member>(item);
      typename std::remove_cvref_t<decltype(rows)>::Item own = [&]() -> decltype(auto) {
        if constexpr (std::is_lvalue_reference_v<Items>) {
          return std::as_const(item);
        } else {
          return std::move(item);
        }
      }();
      rows.put({std::move(id), place.at, place.limit,
                place.update_only ? std::int8_t{1}
                : fresh           ? std::int8_t{-1}
                                  : std::int8_t{0}},
               std::move(own));
    }
    state_->mark(mask_of<Member>);
    return *this;
  }
  template <auto Member>
  Socket& stream(
      std::initializer_list<typename std::remove_cvref_t<decltype(std::declval<Assigns&>().*Member)>::Item>
          items,
      StreamPlace place = {}) {
    return stream<Member>(
        std::vector<typename std::remove_cvref_t<decltype(std::declval<Assigns&>().*Member)>::Item>(items),
        place);
  }
  /// Puts one item into a stream, or another version of one that the page has.
  template <auto Member, class Item>
  Socket& stream_insert(Item item, StreamPlace place = {}) {
    prepare_stream<Member>();
    std::string id = dom_id_of<Member>(item);
    (assigns_->*Member)
        .put({std::move(id), place.at, place.limit, static_cast<std::int8_t>(place.update_only ? 1 : 0)},
             std::move(item));
    state_->mark(mask_of<Member>);
    return *this;
  }
  template <auto Member, class Item>
  Socket& stream_delete(const Item& item) {
    return stream_delete_by_dom_id<Member>(dom_id_of<Member>(item));
  }
  template <auto Member>
  Socket& stream_delete_by_dom_id(std::string_view dom_id) {
    prepare_stream<Member>();
    (assigns_->*Member).remove(dom_id);
    state_->mark(mask_of<Member>);
    return *this;
  }
  /// Before anything is put into the stream: what its rows' ids are made by, a function without captures that
  /// takes an item and gives text.
  template <auto Member>
  Socket& stream_configure(std::string (*dom_id)(
      const typename std::remove_cvref_t<decltype(std::declval<Assigns&>().*Member)>::Item& item)) {
    (assigns_->*Member).set_dom_id(dom_id);
    return *this;
  }

  // Work that takes a while, in a process of its own; defined in anqa/live/async.hpp, which one includes to
  // use them. `function` is a function or a lambda without captures, plain or a coroutine; what it needs it
  // gets as arguments, by value.

  /// Sets an AsyncResult to loading, and to what `function(args…)` gives once that is done: a T, or a
  /// result<T> whose error is why it failed. With several members it gives a std::tuple. Nothing is started
  /// before the page is connected.
  template <auto... Members, class F, class... Args>
  Socket& assign_async(F function, Args... args);
  /// As assign_async, and forgets the result of before.
  template <auto... Members, class F, class... Args>
  Socket& reset_async(F function, Args... args);
  /// Puts the items that `function(args…)` gives into a stream; `State` is an AsyncResult<bool>, true once
  /// they are there.
  template <auto Member, auto State, class F, class... Args>
  Socket& stream_async(F function, Args... args);
  /// Calls `handle_async(Event<"name">, const AsyncOutcome<T>&, Socket&)` when `function(args…)` is done. Of
  /// several tasks of one name only that started last is told of.
  template <FixedString Name, class F, class... Args>
  Socket& start_async(F function, Args... args);
  /// Ends a task, by its name or the member that it is for. What waits for it is told.
  template <FixedString Name>
  Socket& cancel_async();
  template <auto Member>
  Socket& cancel_async();

  // Files from the visitor; defined in anqa/live/uploads.hpp, which says how they are used.

  template <auto Member>
  Socket& allow_upload(UploadOptions options);
  /// Throws std::logic_error while it has files.
  template <auto Member>
  Socket& disallow_upload();
  /// An entry that is on its way is stopped. Does nothing for one that is gone.
  template <auto Member>
  Socket& cancel_upload(std::string_view entry_ref);
  template <auto Member>
  UploadedEntries uploaded_entries() const;
  /// Calls `consume(const UploadMeta&, const UploadEntry&)` for each file, which is gone afterwards unless it
  /// returned a Postpone; gives what that gave, as a vector. Throws std::logic_error while one is on its way.
  template <auto Member, class F>
  auto consume_uploaded_entries(F&& consume);
  template <auto Member, class F>
  auto consume_uploaded_entry(std::string_view entry_ref, F&& consume);

  /// Calls `function` at a stage of this view's life (see Stage) before the view's own handler; at
  /// after_render, when the page has been told. It is kept until detach_hook or the end of the view. Defined
  /// in anqa/live/hook.hpp.
  template <Stage stage, class F>
  Socket& attach_hook(std::string id, F function);
  Socket& detach_hook(std::string_view id, Stage stage) {
    state_->detach_hook(id, stage);
    return *this;
  }

  /// A value that templates do not see.
  Socket& put_private(std::string_view key, std::any value) {
    state_->put_private(key, std::move(value));
    return *this;
  }
  /// Null when there is none of that type.
  template <class T>
  const T* get_private(std::string_view key) const {
    return std::any_cast<T>(state_->find_private(key));
  }

  /// The component's number, for `phx-target` in what is not its own template.
  Cid myself() const { return state_->myself(); }

  /// What the page's JavaScript passed: `new LiveSocket("/live", Socket, {params: {…}})`. In mount only, and
  /// once the page is connected; nil otherwise. Not to be trusted.
  Params connect_params() const {
    const detail::LiveHost* host = state_->host();
    return host != nullptr ? host->connect_params() : Params();
  }
  /// The connection that the page came by; null before it is connected. Valid as long as the view.
  const SocketInfo* connect_info() const {
    const detail::LiveHost* host = state_->host();
    return host != nullptr ? &host->connect_info() : nullptr;
  }
  /// The process of the connection; none before the page is connected.
  Pid transport_pid() const {
    const detail::LiveHost* host = state_->host();
    return host != nullptr ? host->transport_pid() : Pid{};
  }
  /// Whether a file that the page marked with phx-track-static is another one on the server by now: time to
  /// offer a reload.
  bool static_changed() const {
    const detail::LiveHost* host = state_->host();
    return host != nullptr && host->static_changed();
  }
  NavigationType navigation_type() const { return state_->navigation_type(); }

  /// False while the first, plain HTML is made; true once the page is open in a browser. Subscribe only then.
  bool connected() const { return state_->connected(); }

  /// What an on_mount hook or a guard of the page's route assigned, `socket.assigned<User>("current_user")`;
  /// null when there is nothing or it is of another type. Valid until the page's address changes: copy it
  /// into an assign.
  template <class T>
  const T* assigned(std::string_view key) const {
    if (const T* found = std::any_cast<T>(state_->view().find_private(key))) return found;
    return std::any_cast<T>(state_->find_admitted(key));
  }
  /// An assign that `make()` gives unless a guard or an on_mount hook has left one under `key`.
  template <auto Member, class F>
  Socket& assign_new(std::string_view key, F&& make) {
    using Field = std::remove_cvref_t<decltype(assigns_->*Member)>;
    const Field* there = assigned<Field>(key);
    return there != nullptr ? assign<Member>(*there) : assign<Member>(Field(std::forward<F>(make)()));
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

  /// Changes the visitor's session, which is a cookie: the page that redirect() sends the visitor to next
  /// brings the change, if the fetch_live_flash plug stands before it. A push_navigate loads its page for
  /// that. `socket.put_session("language", "de").redirect("/")`
  Socket& put_session(std::string_view key, Term value) {
    state_->put_session(key, std::move(value));
    return *this;
  }
  Socket& delete_session(std::string_view key) {
    state_->delete_session(key);
    return *this;
  }
  /// Keeps what is in it under a new identity: at each login, as Conn::configure_session says.
  Socket& renew_session() {
    state_->renew_session();
    return *this;
  }
  /// At a logout.
  Socket& drop_session() {
    state_->drop_session();
    return *this;
  }

  /// Sends an event to the page's hooks and to `window` as "phx:<name>"; the payload is a map.
  Socket& push_event(std::string_view name, Term payload = Term::map(), Dispatch when = Dispatch::after) {
    state_->push_event({std::string(name), std::move(payload), when == Dispatch::before});
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

  /// For the room's own parts.
  Assigns& mutable_assigns() const { return *assigns_; }
  /// The part that does not depend on the view's type.
  LiveSocket& state() const { return *state_; }

 private:
  template <auto Member>
  void prepare_stream() {
    using Field = std::remove_cvref_t<decltype(assigns_->*Member)>;
    static_assert(detail::is_stream<Field>, "this assign is no anqa::Stream");
    detail::name_stream<Assigns, field_index<Member>>(assigns_->*Member, state_->myself());
  }
  template <auto Member, class Item>
  std::string dom_id_of(const Item& item) const {
    if (const auto make = (assigns_->*Member).dom_id()) return make(item);
    if constexpr (requires { item.id; }) {
      std::string id(member_name<Member>());
      id += '-';
      detail::with_text(item.id, [&id](const auto& plain) { detail::append_text(id, plain); });
      return id;
    } else {
      throw std::logic_error("the items of the stream \"" + std::string(member_name<Member>()) +
                             "\" have no field `id`; say by stream_configure() what the ids of its rows are");
    }
  }

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
