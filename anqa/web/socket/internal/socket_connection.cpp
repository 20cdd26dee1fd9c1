#include "anqa/web/socket/internal/socket_connection.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/socket/broadcast.hpp"
#include "anqa/web/socket/serializer.hpp"

namespace anqa::detail {
namespace {

constexpr std::string_view unmatched_topic = R"({"reason":"unmatched topic"})";
/// Messages that a channel has not begun to handle; a client that sends more
/// does not wait for answers.
constexpr std::uint32_t max_unhandled = 1024;
/// Records of one connection about topics that nobody serves: more would only
/// fill the log.
constexpr std::uint16_t max_refusals_logged = 5;

}  // namespace

void SocketConnection::on_open(http::WebSocketRef socket) {
  socket_ = socket;
  // What the log shall know of the request is over with it.
  logger::reset_metadata();
  if (info_->id.empty()) return;
  const std::string_view pubsub =
      info_->endpoint ? std::string_view(info_->endpoint->config.pubsub_server) : PubSub::default_name;
  subscribe(pubsub, info_->id, untyped_broadcast_type<Broadcast>);
}

void SocketConnection::on_text(std::string_view frame) { dispatch(frames::decode_text(frame)); }

void SocketConnection::on_binary(std::string_view frame) { dispatch(frames::decode_binary(frame)); }

void SocketConnection::on_info(const AnyMessage& message) {
  const auto* broadcast = message.get_if<Broadcast>();
  if (broadcast == nullptr) return http::WebSocketHandler::on_info(message);
  if (broadcast->event != "disconnect" || closed_) return;
  closed_ = true;
  socket_.close(http::CloseCode::going_away, "disconnected");
}

void SocketConnection::dispatch(result<SocketMessage> message) {
  if (closed_) return;  // what was read together with the message that closed it
  if (!message)
    return close(http::CloseCode::invalid_payload, "not a channel message", message.error().message);
  if (message->topic == "phoenix" && message->event == "heartbeat") {
    socket_.text(frames::reply({}, message->ref, "phoenix", "ok", "{}"));
    return;
  }
  if (message->event == "phx_join") return join(std::move(*message));
  const auto found = find(message->topic);
  if (found == joined_.end()) return answer_unjoined(*message);
  const ChannelLink& link = found->link;
  // A message of an earlier join on this topic has nobody left to serve it.
  if (message->join_ref && message->join_ref != link.join_ref()) return;
  if (link.queued() >= max_unhandled) {
    // It would work through all of them for nobody before it saw that the connection is gone.
    exit(found->pid, ExitReason::shutdown_with("too_many_messages"));
    return close(http::CloseCode::policy_violation, "too many messages",
                 "\"" + link.topic().substr(0, 100) + "\" has not handled the last " +
                     std::to_string(max_unhandled) + " messages");
  }
  link.count_queued();
  send(found->pid, std::move(*message));
}

void SocketConnection::close(http::CloseCode code, std::string_view word, const std::string& why) {
  closed_ = true;
  log_warning("socket of " + info_->peer.ip + " closed: " + why);
  socket_.close(code, std::string(word));
}

void SocketConnection::answer_unjoined(const SocketMessage& message) {
  if (message.event != "phx_leave") return refuse_topic(message);
  if (message.ref) socket_.text(frames::reply(message.join_ref, message.ref, message.topic, "ok", "{}"));
}

void SocketConnection::refuse_topic(const SocketMessage& message) {
  constexpr std::size_t shown = 100;
  if (refusals_ < max_refusals_logged) {
    ++refusals_;
    log_warning("socket of " + info_->peer.ip + ": \"" + message.event.substr(0, shown) +
                "\" to the topic \"" + message.topic.substr(0, shown) + "\", which " +
                (message.event == "phx_join" ? "no channel serves" : "it has not joined"));
  }
  if (message.ref) socket_.text(frames::reply({}, message.ref, message.topic, "error", unmatched_topic));
}

SocketConnection::Topics::iterator SocketConnection::find(std::string_view topic) {
  return std::find_if(joined_.begin(), joined_.end(),
                      [&](const Joined& each) { return each.link.topic() == topic; });
}

const ChannelRoute* SocketConnection::route_of(std::string_view topic) const {
  for (const ChannelRoute& route : options_->channels) {
    if (route.matches(topic)) return &route;
  }
  return nullptr;
}

void SocketConnection::join(SocketMessage message) {
  const ChannelRoute* route = route_of(message.topic);
  if (route == nullptr) return refuse_topic(message);
  std::optional<Predecessor> predecessor;
  const auto old = find(message.topic);
  // As many again may be about to end: a client that joins one topic over and over must not pile up processes
  // that are still in join().
  if ((old == joined_.end() ? joined_.size() : replaced_) >= options_->socket.max_channels_per_transport) {
    return socket_.text(frames::reply(message.join_ref, message.ref, message.topic, "error",
                                      R"({"reason":"too many channels joined"})"));
  }
  if (old != joined_.end()) {
    predecessor = Predecessor{old->pid, old->link};
    // Told here, where joins are in order: its successor may itself be told to
    // go before it begins.
    exit(old->pid, ExitReason::shutdown_with("duplicate_join"));
    joined_.erase(old);
    ++replaced_;
  }
  ChannelLink link(socket_, message.topic, message.join_ref, message.ref);
  Joined joined{{}, link, predecessor ? std::make_unique<ChannelLink>(predecessor->link) : nullptr};
  joined.pid = route->factory->start({link, info_, std::move(message), std::move(predecessor)});
  monitor(joined.pid);
  joined_.push_back(std::move(joined));
}

void SocketConnection::on_down(const Down& down) {
  const auto found =
      std::find_if(joined_.begin(), joined_.end(), [&](const Joined& each) { return each.pid == down.pid; });
  // A channel that made room for another one on its topic: the new one tells
  // the client.
  if (found == joined_.end()) {
    if (replaced_ > 0) --replaced_;
    return;
  }
  found->link.announce_end(!down.reason.is_orderly());
  if (found->predecessor) found->predecessor->close();
  joined_.erase(found);
}

}  // namespace anqa::detail
