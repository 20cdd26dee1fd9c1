#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/component_type.hpp"
#include "anqa/live/event.hpp"
#include "anqa/live/fields.hpp"
#include "anqa/live/renderer.hpp"
#include "anqa/live/socket.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

template <class Component>
struct UpdateOf;

/// A part of a live page with a state and events of its own, in the page's process: shown by `<.cart_line
/// id="7" product={@product} />`, its template beside it.
///
///     class CartLine : public anqa::LiveComponent<CartLine> {
///      public:
///       struct Assigns { std::string id; Product product; int amount = 1; };
///       void handle_event(Event<"more">, Socket& socket) {
///         socket.assign<&Assigns::amount>(socket->amount + 1);
///       }
///     };
///
/// Its template has one tag around everything, and sends its events to the component with
/// `phx-target={@myself}`. Two components of a class differ by their id.
///
/// A component may have, each optional and public:
///
///     void mount(Socket& socket);                                        // once, before its first update
///     void update(const Attributes& attributes, Socket& socket);         // whenever its parent shows it
///     static void update_many(std::vector<Update> updates);              // in the place of update
///     void handle_event(Event<"name">, const Params& params, Socket& socket);
///     void handle_async(Event<"name">, const AsyncOutcome<T>& outcome, Socket& socket);
///     void handle_info(const Message& message, Socket& socket);          // see send_info() in
///     send_update.hpp
///
/// Without `struct Attributes` the attributes are its assigns: those that the tag gives are assigned, the
/// others stay as they are. Functions that have to wait return Task<void> and take everything by value.
template <class Component>
class LiveComponent : public detail::LiveComponentBase {
 public:
  using Socket = anqa::Socket<Component>;
  using Params = anqa::Params;
  template <FixedString Name>
  using Event = anqa::Event<Name>;
  template <class T>
  using Task = anqa::Task<T>;
  using Update = anqa::UpdateOf<Component>;
};

/// One component that is updated together with others of its class: what update_many takes a vector of.
template <class Component>
struct UpdateOf {
  typename AttributesOf<Component>::type attributes;
  Socket<Component> socket;
};

/// What the template compiler writes for the tag of a live component.
template <class Component>
void render_live_component(Renderer& renderer, typename AttributesOf<Component>::type& attributes,
                           Mask given) {
  using Attributes = typename AttributesOf<Component>::type;
  static_assert(
      requires { detail::join(attributes.id); },
      "a live component's attributes have an id, text or a number: `std::string id;`");
  auto id = detail::join(attributes.id);  // before they are moved from
  renderer.component(component_type<Component>(), std::move(id),
                     std::make_unique<detail::AttributesBoxOf<Attributes>>(std::move(attributes)), given);
}

}  // namespace anqa
