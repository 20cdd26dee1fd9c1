#include "anqa/web/socket/channel_process.hpp"

#include "anqa/runtime/await.hpp"

namespace anqa {
namespace {

/// How long a channel may take to end when its client joins the same topic again.
constexpr std::chrono::seconds duplicate_join_patience{5};

Task<void> make_room(detail::Predecessor predecessor) {
  // It has been told to go.
  const auto ended = co_await down(predecessor.pid, duplicate_join_patience);
  if (!ended) exit(predecessor.pid, ExitReason::kill);
}

}  // namespace

void ChannelBehaviour::leave(const SocketMessage& message) { link_.reply_json(message.ref, "ok", "{}"); }

void ChannelBehaviour::terminate(const ExitReason&) {}

void ChannelBehaviour::stop(ExitReason reason) { stopping_ = std::move(reason); }

void ChannelBehaviour::subscribe_to_broadcasts() const {
  detail::subscribe(PubSub::default_name, link_.topic(),
                    detail::broadcast_type<ChannelProcess, ChannelBroadcast>);
}

ChannelProcess::ChannelProcess(std::unique_ptr<ChannelBehaviour> behaviour, ChannelLink link,
                               std::shared_ptr<const SocketInfo> info, SocketMessage join,
                               std::optional<detail::Predecessor> predecessor)
    : behaviour_(std::move(behaviour)),
      joining_(std::make_unique<Joining>(Joining{std::move(join), std::move(predecessor)})) {
  behaviour_->link_ = std::move(link);
  behaviour_->info_ = std::move(info);
}

Task<void> ChannelProcess::init() {
  monitor(behaviour_->link_.socket().pid());
  const auto joining = std::move(joining_);
  if (joining->predecessor) co_await make_room(*joining->predecessor);
  const JoinReply reply = co_await behaviour_->join(std::move(joining->message));
  if (reply.joined) {
    behaviour_->link_.accept(reply.response_json);
  } else {
    behaviour_->link_.refuse(reply.response_json);
    stop(ExitReason::shutdown);
  }
  if (joining->predecessor) joining->predecessor->link.close();
  obey();
}

Task<void> ChannelProcess::handle_info(SocketMessage message) {
  behaviour_->link_.count_handled();
  if (message.event == "phx_leave") {
    behaviour_->leave(message);
    stop(ExitReason::shutdown_with("left"));
    return {};
  }
  return finish(behaviour_->handle_in(std::move(message)));
}

void ChannelProcess::handle_info(const Down& down) {
  if (down.pid != behaviour_->link_.socket().pid()) return;
  behaviour_->link_.finish();
  stop(ExitReason::shutdown_with("closed"));
}

void ChannelProcess::handle_info(const ChannelBroadcast& broadcast) {
  if (broadcast.binary) {
    behaviour_->link_.socket().binary(broadcast.frame);
  } else {
    behaviour_->link_.socket().text(broadcast.frame);
  }
}

Task<void> ChannelProcess::handle_info(const AnyMessage& message) {
  return finish(behaviour_->handle_info(message));
}

void ChannelProcess::terminate(const ExitReason& reason) { behaviour_->terminate(reason); }

/// An empty task is a handler that is done.
Task<void> ChannelProcess::finish(Task<void> handler) {
  if (handler)
    return [](ChannelProcess* process, Task<void> waiting) -> Task<void> {
      co_await std::move(waiting);
      process->obey();
    }(this, std::move(handler));
  obey();
  return {};
}

void ChannelProcess::obey() {
  if (behaviour_->stopping_) stop(std::move(*behaviour_->stopping_));
  behaviour_->stopping_.reset();
}

}  // namespace anqa
