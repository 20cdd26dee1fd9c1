#include "anqa/live/channel/live_transport.hpp"

#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/web/socket/channel_transport.hpp"

namespace anqa {

SocketMount live_socket(std::string path) {
  return socket(std::move(path), std::make_shared<ChannelTransport>(ChannelTransport::Options{
                                     .channels = {channel<detail::LiveChannel>("lv:*")}}));
}

}  // namespace anqa
