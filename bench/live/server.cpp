// Ours: live pages on one scheduler thread. Each event is decoded, given to the view's process, rendered as a
// diff and sent as the reply that the official client waits for.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "anqa/base/log.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

namespace bench {

class CounterLive;
class RowsLive;
class ToldLive;

inline constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::protect_from_forgery);
inline constexpr auto routes =
    anqa::routes(anqa::scope("/", browser, anqa::live<CounterLive>("/"), anqa::live<RowsLive>("/rows"),
                             anqa::live<ToldLive>("/told")));

anqa::Task<void> serve() {
  anqa::start_link<anqa::PubSub>();
  anqa::EndpointConfig config{.port = 0,
                              .secret_key_base = std::string(64, 'k'),  // nothing here is worth a secret
                              .routes = routes.all(),
                              .sockets = {anqa::live_socket()}};
  config.limits.connections = 20'000;
  config.timeouts.websocket_idle = std::chrono::minutes(10);  // the load sends no heartbeats
  const auto endpoint = anqa::start_link<anqa::Endpoint>(std::move(config));
  std::printf("%d\n", int{co_await anqa::call(endpoint, anqa::http::Server::Port{})});
  std::fflush(stdout);
  co_await anqa::down(endpoint.pid());
}

}  // namespace bench

int main() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  anqa::set_log_level(anqa::LogLevel::warning);
  anqa::System system(
      std::make_unique<anqa::ThreadedScheduler>(anqa::ThreadedScheduler::Options{.threads = 1}));
  system.run(&bench::serve);
}
