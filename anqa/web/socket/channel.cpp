#include "anqa/web/socket/channel.hpp"

#include <stdexcept>

#include "anqa/term/json.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

std::string_view pubsub_of(const SocketInfo& info) {
  return info.endpoint ? std::string_view(info.endpoint->config.pubsub_server) : PubSub::default_name;
}

}  // namespace

void reply(const SocketRef& to, const Reply& reply) {
  if (to) to.link_.reply(to.ref_, reply.status, reply.response);
}

void Channel::broadcast(std::string_view event, Payload payload) const {
  detail::broadcast_event(topic(), event, std::move(payload), pubsub_of(info()));
}

void Channel::broadcast_from(std::string_view event, Payload payload) const {
  detail::broadcast_event(topic(), event, std::move(payload), pubsub_of(info()), self());
}

JoinReply Channel::joined(const Joining& joining, const detail::EnvelopeType& intercepted,
                          const detail::Intercepts& intercepts) const {
  if (joining.response.binary()) {
    throw std::logic_error("the answer to a join is a map; push bytes once the client has joined");
  }
  if (joining.joined) {
    detail::subscribe_channel(topic(), pubsub_of(info()), intercepted, link().socket().pid(), intercepts);
  }
  return {joining.joined, json::write(joining.response.term())};
}

void Channel::no_handler(std::string_view channel, std::string_view event) const {
  throw std::invalid_argument(std::string(channel) + " has no handle_in for the event \"" +
                              std::string(event.substr(0, 100)) + "\" on \"" + std::string(topic()) + "\"");
}

void Channel::no_such_assigns(std::string_view wanted) const {
  throw std::logic_error("assigns<" + std::string(wanted) + ">(): the socket of \"" + std::string(topic()) +
                         "\" was connected with " +
                         (info().assigns.empty() ? "no assigns" : "assigns of another type"));
}

}  // namespace anqa
