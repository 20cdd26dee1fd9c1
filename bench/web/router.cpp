// Ours, as an application has it: the plaintext answer through Endpoint, its plugs and the router, among 20
// other routes. Argument: scheduler threads; 0, as without one, is as many as there are cores.

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "anqa/base/log.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/routes.hpp"

namespace {

using namespace anqa;

Conn plaintext(Conn conn) { return conn.text("Hello, World!"); }

constexpr auto table = routes(
    scope("/", get("/", plaintext), get("/about", plaintext), get("/plaintext", plaintext),
          get("/products", plaintext), get("/products/:id", plaintext), post("/products", plaintext),
          get("/orders", plaintext), get("/orders/:id", plaintext), get("/orders/:id/lines/:line", plaintext),
          get("/users/:id", plaintext), get("/users/:id/edit", plaintext), post("/users", plaintext),
          get("/login", plaintext), post("/login", plaintext), get("/cart", plaintext),
          post("/cart", plaintext), get("/checkout", plaintext), get("/terms", plaintext),
          get("/privacy", plaintext), get("/help", plaintext)));

Task<void> serve() {
  EndpointConfig config;
  config.port = 0;
  config.secret_key_base = std::string(64, 'k');
  config.routes = table;
  const auto server = start_link<Endpoint>(std::move(config));
  std::printf("%d\n", co_await call(anqa::Server<http::Server>(server.pid()), http::Server::Port{}));
  std::fflush(stdout);
  co_await down(server.pid());
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned threads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
  set_log_level(LogLevel::off);  // a line for each request is what is switched off where they count
  System system(std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = threads}));
  system.run(&serve);
}
