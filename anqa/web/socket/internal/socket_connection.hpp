#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/web/socket/channel_transport.hpp"

namespace anqa::detail {

/// The connection's side of the protocol, whatever it is made of: heartbeats,
/// joins, and which process serves which topic.
class SocketConnection : public http::WebSocketHandler {
 public:
  SocketConnection(std::shared_ptr<const ChannelTransport::Options> options,
                   std::shared_ptr<const SocketInfo> info)
      : options_(std::move(options)), info_(std::move(info)) {}

  void on_open(http::WebSocketRef socket) override;
  void on_text(std::string_view frame) override;
  void on_binary(std::string_view frame) override;
  void on_down(const Down& down) override;
  void on_info(const AnyMessage& message) override;

 private:
  struct Joined {
    Pid pid;
    ChannelLink link;
    std::unique_ptr<ChannelLink> predecessor;
  };
  /// Few, mostly one: a list takes a third of a map's memory, and there may be tens of thousands of
  /// connections.
  using Topics = std::vector<Joined>;

  void dispatch(result<SocketMessage> message);
  void join(SocketMessage message);
  void answer_unjoined(const SocketMessage& message);
  void refuse_topic(const SocketMessage& message);
  /// Ends the connection, with one line that says why.
  void close(http::CloseCode code, std::string_view word, const std::string& why);
  Topics::iterator find(std::string_view topic);
  const ChannelRoute* route_of(std::string_view topic) const;

  std::shared_ptr<const ChannelTransport::Options> options_;
  std::shared_ptr<const SocketInfo> info_;
  http::WebSocketRef socket_;
  Topics joined_;
  bool closed_ = false;
  std::uint16_t refusals_ = 0;
  /// Processes that made room for another join on their topic and have not ended yet.
  std::uint32_t replaced_ = 0;
};

}  // namespace anqa::detail
