#pragma once

#include <concepts>
#include <string_view>

#include "anqa/live/live_view.hpp"
#include "anqa/pubsub/pubsub.hpp"

namespace anqa {

/// Inside a live view, once it is connected: `if (socket.connected())
/// subscribe<OrderPlaced>(*this, "orders");`. From now on its
/// `handle_info(const OrderPlaced&, Socket&)` gets each one broadcast on the
/// topic; the view lists the message in `using Infos =
/// anqa::Messages<OrderPlaced>;`. Throws std::invalid_argument when no such
/// PubSub runs.
template <class M, class View>
  requires std::derived_from<View, LiveView<View>>
void subscribe(const View&, std::string_view topic, std::string_view pubsub = PubSub::default_name) {
  detail::subscribe(pubsub, topic, detail::untyped_broadcast_type<M>);
}

/// The same in an on_mount function, for a handle_info hook that it attaches: see hook.hpp.
template <class M>
void subscribe(const LiveSocket&, std::string_view topic, std::string_view pubsub = PubSub::default_name) {
  detail::subscribe(pubsub, topic, detail::untyped_broadcast_type<M>);
}

}  // namespace anqa
