// Serves the pages until it is ended; prints its port. server [PORT] STATIC NODE_MODULES
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "anqa/otp/call.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/endpoint.hpp"
#include "pages.hpp"

namespace {

using namespace anqa;

Task<void> serve(std::vector<std::string> arguments) {
  start_link<PubSub>();
  EndpointConfig config = app::config();
  config.port = static_cast<std::uint16_t>(std::stoi(arguments.at(0)));
  config.statics = {{.at = "/static", .from = arguments.at(1)},
                    {.at = "/core", .from = CORE_COMPONENTS},
                    {.at = "/phoenix", .from = arguments.at(2) + "/phoenix/priv/static"},
                    {.at = "/phoenix_live_view", .from = arguments.at(2) + "/phoenix_live_view/priv/static"}};
  config.cache_static_manifest = arguments.at(1) + "/cache_manifest.json";
  const auto endpoint = start_link<Endpoint>(std::move(config));
  std::printf("%d\n", co_await call(endpoint, http::Server::Port{}));
  std::fflush(stdout);
  co_await down(endpoint.pid());
}

}  // namespace

int main(int count, char** arguments) {
  anqa::System system;
  system.run(&serve, std::vector<std::string>(arguments + 1, arguments + count));
}
