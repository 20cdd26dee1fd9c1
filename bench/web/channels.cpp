// Ours: channels, as an application has them: one topic that everybody may join, where "tick" of one client
// is broadcast to all. Argument: scheduler threads; 0, as without one, is as many as there are cores.

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "anqa/base/log.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/socket/channel.hpp"
#include "anqa/web/socket/user_socket.hpp"

namespace {

using namespace anqa;

class Room : public Channel {
 public:
  using Events = anqa::Events<"tick">;
  Joining join(std::string_view, const Params&) { return ok(); }
  void handle_in(Event<"tick">, const Incoming& message) { broadcast("tick", message.payload().term()); }
};

struct UserSocket {
  static std::vector<ChannelRoute> channels() { return {channel<Room>("room:*")}; }
};

Task<void> serve() {
  start_link<PubSub>();
  EndpointConfig config;
  config.port = 0;
  config.secret_key_base = std::string(64, 'k');
  config.sockets = {socket<UserSocket>("/socket")};
  config.limits.connections = 20'000;
  const auto server = start_link<Endpoint>(std::move(config));
  std::printf("%d\n", co_await call(anqa::Server<http::Server>(server.pid()), http::Server::Port{}));
  std::fflush(stdout);
  co_await down(server.pid());
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned threads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  set_log_level(LogLevel::off);  // a line for each WebSocket that opens
  System system(std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = threads}));
  system.run(&serve);
}
