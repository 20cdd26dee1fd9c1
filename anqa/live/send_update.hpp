#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/live/cid.hpp"
#include "anqa/live/detail/component_message.hpp"
#include "anqa/live/live_component.hpp"
#include "anqa/runtime/process.hpp"

/// Other attributes, and messages, for a live component of a page: from the handlers of its view, of another
/// component or of itself, and from any process that knows the view's pid. A page that has no such component
/// (any more) drops them.

namespace anqa {

/// Whose component: its number, or the id that its tag gave it.
struct ComponentId {
  ComponentId(Cid its_cid) : cid(its_cid) {}                  // NOLINT(google-explicit-constructor)
  ComponentId(std::string its_id) : id(std::move(its_id)) {}  // NOLINT(google-explicit-constructor)
  ComponentId(std::string_view its_id) : id(its_id) {}        // NOLINT(google-explicit-constructor)
  ComponentId(const char* its_id) : id(its_id) {}             // NOLINT(google-explicit-constructor)
  ComponentId(std::integral auto number)
      : id(std::to_string(number)) {}  // NOLINT(google-explicit-constructor)

  Cid cid;
  std::string id;
};

namespace detail {

template <class Component, auto... Members, class... Values>
ComponentUpdate component_update(ComponentId id, Values&&... values) {
  using Attributes = typename AttributesOf<Component>::type;
  static_assert(sizeof...(Members) == sizeof...(Values),
                "send_update<Component, &Component::Assigns::a, …>(id, …) takes a value for each member");
  (check_message<std::remove_cvref_t<decltype(std::declval<Attributes&>().*Members)>>(), ...);
  Attributes attributes{};
  if constexpr (requires { attributes.id = id.id; }) attributes.id = id.id;
  ((attributes.*Members = std::forward<Values>(values)), ...);
  return {component_type<Component>(), id.cid, std::move(id.id),
          std::make_unique<AttributesBoxOf<Attributes>>(std::move(attributes)), mask_of<Members...>};
}

template <class Component>
ComponentUpdate component_update(typename AttributesOf<Component>::type attributes) {
  check_message<typename AttributesOf<Component>::type>();
  std::string id(join(attributes.id));
  return {component_type<Component>(), Cid{}, std::move(id),
          std::make_unique<AttributesBoxOf<typename AttributesOf<Component>::type>>(std::move(attributes)),
          all_assigns};
}

}  // namespace detail

/// Some attributes, the others stay: `send_update<Cart, &Cart::Assigns::amount>(view, "cart", 3)`. Of a
/// component with an `update`, that is called. A component with a `struct Attributes` of its own gets the
/// others as they are by default: give it all of them, as below.
template <class Component, auto... Members, class... Values>
  requires(sizeof...(Members) > 0)
void send_update(Pid view, ComponentId id, Values&&... values) {
  send(view, detail::component_update<Component, Members...>(std::move(id), std::forward<Values>(values)...));
}
/// From a handler of the page itself.
template <class Component, auto... Members, class... Values>
  requires(sizeof...(Members) > 0)
void send_update(ComponentId id, Values&&... values) {
  send(self(),
       detail::component_update<Component, Members...>(std::move(id), std::forward<Values>(values)...));
}

/// All attributes: `send_update<Price>(view, {.id = 7, .amount = 3})`.
template <class Component>
void send_update(Pid view, typename AttributesOf<Component>::type attributes) {
  send(view, detail::component_update<Component>(std::move(attributes)));
}
template <class Component>
void send_update(typename AttributesOf<Component>::type attributes) {
  send(self(), detail::component_update<Component>(std::move(attributes)));
}

/// The same after a while; cancel_timer() takes what it gives.
template <class Component, auto... Members, class... Values>
  requires(sizeof...(Members) > 0)
TimerRef send_update_after(Duration after, ComponentId id, Values&&... values) {
  return send_after(
      self(), after,
      detail::component_update<Component, Members...>(std::move(id), std::forward<Values>(values)...));
}
template <class Component, auto... Members, class... Values>
  requires(sizeof...(Members) > 0)
TimerRef send_update_after(Pid view, Duration after, ComponentId id, Values&&... values) {
  return send_after(
      view, after,
      detail::component_update<Component, Members...>(std::move(id), std::forward<Values>(values)...));
}

/// A message for a component's `handle_info(const M&, Socket&)`, which its `using Infos =
/// anqa::Messages<M>;` names: `send_info<Cart>(view, "cart", Sold{product})`.
template <class Component, class M>
void send_info(Pid view, ComponentId id, M message) {
  check_message<M>();
  send(view, detail::ComponentInfo(component_type<Component>(), id.cid, std::move(id.id),
                                   std::make_unique<detail::BoxedMessageOf<M>>(std::move(message))));
}
template <class Component, class M>
void send_info(ComponentId id, M message) {
  send_info<Component>(self(), std::move(id), std::move(message));
}

}  // namespace anqa
