#include "anqa/live/channel/live_transport.hpp"

#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/detail/usual_stash.hpp"
#include "anqa/web/socket/channel_transport.hpp"

namespace anqa {
namespace {

Task<result<SocketAssigns>> connect(SocketRequest request) {
  co_return SocketAssigns::of(detail::LiveAssigns{request.session()});
}

/// What an application put into the session to be able to close all of a
/// visitor's live pages.
std::string socket_id(const SocketAssigns& assigns) {
  const Term& session = assigns.get_if<detail::LiveAssigns>()->session;
  return std::string(session["live_socket_id"].as_binary().value_or(""));
}

}  // namespace

SocketMount live_socket(std::string path, SocketOptions options, LiveOptions live) {
  if (live.stash == nullptr && detail::usual_stash != nullptr) live.stash = detail::usual_stash();
  return socket(std::move(path), std::make_shared<ChannelTransport>(ChannelTransport::Options{
                                     .channels = {channel<detail::LiveChannel>("lv:*", std::move(live)),
                                                  channel<detail::UploadChannel>("lvu:*")},
                                     .connect = &connect,
                                     .id = &socket_id,
                                     .socket = std::move(options)}));
}

}  // namespace anqa
