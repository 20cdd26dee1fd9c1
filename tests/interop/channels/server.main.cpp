// A socket with one kind of room; prints its port and serves until it is ended. For a browser: the port to
// take, the folder of the npm package's files, and that of a page.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "anqa/otp/call.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/socket/user_socket.hpp"

namespace {

using namespace anqa;

// [socket]
struct RoomSocket {
  struct Assigns {
    std::string name;
  };
  static std::vector<ChannelRoute> channels();
  static result<Assigns> connect(const SocketRequest& request) {
    const auto token = request.auth_token();
    const auto name = request.params().get("name");
    if (!token && !name) return fail("neither a name nor a token");
    return Assigns{token ? "token " + *token : std::string(*name)};
  }
  static std::string id(const Assigns& user) { return "users:" + user.name; }
};
// [/socket]

class Room : public Channel {
 public:
  using Events = anqa::Events<"echo", "shout", "shout_others", "bytes", "fail", "crash", "leave_me", "expel">;
  using Intercepts = anqa::Events<"whispered">;

  Joining join(std::string_view topic, const Params& params) {
    if (topic == "room:locked") return error({{"reason", "locked"}});
    return ok({{"name", assigns<RoomSocket::Assigns>().name}, {"params", params.term()}});
  }
  // [handlers]
  Reply handle_in(Event<"echo">, const Incoming& message) { return Reply::ok(message.payload().term()); }
  void handle_in(Event<"shout">, const Incoming& message) {
    broadcast("shouted", message.payload().term());
    broadcast("whispered", message.payload().term());
  }
  void handle_in(Event<"shout_others">, const Incoming& message) {
    broadcast_from("shouted", message.payload().term());
  }
  // [/handlers]
  Reply handle_in(Event<"bytes">, const Incoming& message) {
    if (info().transport == SocketTransportKind::longpoll)
      return Reply::ok({{"size", message.binary()->size()}});
    return Reply::ok(Binary{*message.binary() + "!"});
  }
  Reply handle_in(Event<"fail">, const Incoming&) { return Reply::error({{"reason", "no"}}); }
  void handle_in(Event<"crash">, const Incoming&) { throw std::runtime_error("crashed as told"); }
  Reply handle_in(Event<"leave_me">, const Incoming&) {
    stop();
    return Reply::ok();
  }
  void handle_in(Event<"expel">, const Incoming& message) {
    Endpoint::broadcast("users:" + std::string(message.payload().get("name").value_or("")), "disconnect");
  }
  // [intercept]
  void handle_out(Event<"whispered">, const Broadcast&) {
    push("heard", {{"by", assigns<RoomSocket::Assigns>().name}});
  }
  // [/intercept]
};

std::vector<ChannelRoute> RoomSocket::channels() { return {channel<Room>("room:*")}; }

Task<void> serve(std::vector<std::string> arguments) {
  constexpr std::chrono::milliseconds window{500};
  std::vector<StaticFiles> statics;
  if (arguments.size() == 3) {
    statics = {{.at = "/client", .from = arguments[1]}, {.at = "/page", .from = arguments[2]}};
  }
  start_link<PubSub>();
  const auto endpoint = start_link<Endpoint>(EndpointConfig{
      .port = static_cast<std::uint16_t>(arguments.empty() ? 0 : std::stoi(arguments[0])),
      .secret_key_base = std::string(64, 's'),
      .statics = std::move(statics),
      .sockets = {
          socket<RoomSocket>("/socket", {.longpoll = true, .window = window, .auth_token = true}),
          // No WebSocket gets through here.
          socket<RoomSocket>("/polls", {.websocket = false, .longpoll = true, .window = window}),
      }});
  std::printf("%d\n", co_await call(endpoint, http::Server::Port{}));
  std::fflush(stdout);
  co_await down(endpoint.pid());
}

}  // namespace

int main(int count, char** arguments) {
  anqa::System system;
  system.run(&serve, std::vector<std::string>(arguments + 1, arguments + count));
}
