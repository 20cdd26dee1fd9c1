#include "anqa/web/socket/channel_process.hpp"

#include "anqa/otp/telemetry.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/socket/events.hpp"

namespace anqa {
namespace {

/// How long a channel may take to end when its client joins the same topic
/// again.
constexpr std::chrono::seconds duplicate_join_patience{5};

Task<void> make_room(detail::Predecessor predecessor) {
  // It has been told to go.
  const auto ended = co_await down(predecessor.pid, duplicate_join_patience);
  if (!ended) exit(predecessor.pid, ExitReason::kill);
}

}  // namespace

void ChannelProcess::leave(const SocketMessage& message) { link_.reply_json(message.ref, "ok", "{}"); }

void ChannelProcess::plant(detail::ChannelSeed seed) {
  link_ = std::move(seed.link);
  info_ = std::move(seed.info);
  joining_ = std::make_unique<Joining>(std::move(seed.join), std::move(seed.predecessor));
}

Task<void> ChannelProcess::begin() {
  const TimePoint began = System::current().scheduler().now();
  monitor(link_.socket().pid());
  const auto joining = std::move(joining_);
  if (joining->predecessor) co_await make_room(*joining->predecessor);
  const JoinReply reply = co_await join_topic(std::move(joining->message));
  telemetry::execute(ChannelJoined{
      {}, System::current().scheduler().now() - began, link_.topic(), reply.joined ? "ok" : "error"});
  if (reply.joined) {
    link_.accept(reply.response_json);
  } else {
    link_.refuse(reply.response_json);
    stop(ExitReason::shutdown);
  }
  if (joining->predecessor) joining->predecessor->link.close();
}

Task<void> ChannelProcess::receive_message(SocketMessage message) {
  link_.count_handled();
  if (message.event == "phx_leave") {
    leave(message);
    stop(ExitReason::shutdown_with("left"));
    return {};
  }
  if (!telemetry::detail::slot<ChannelHandledIn>.wanted.load(std::memory_order_relaxed)) [[likely]]
    return handle_message(std::move(message));
  const TimePoint began = System::current().scheduler().now();
  const std::string event = message.event;
  Task<void> waiting = handle_message(std::move(message));
  telemetry::execute(ChannelHandledIn{{}, System::current().scheduler().now() - began, link_.topic(), event});
  return waiting;
}

bool ChannelProcess::connection_ended(const Down& down) {
  if (down.pid != link_.socket().pid()) return false;
  link_.finish();
  stop(ExitReason::shutdown_with("closed"));
  return true;
}

}  // namespace anqa
