// Ours: the same answer through http::Server, from a handler that looks at the path. Argument: scheduler
// threads; 0, as without one, is as many as there are cores.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "anqa/http/server.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

namespace {

using namespace anqa;

http::Response handle(const http::Request& request) {
  if (request.path() == "/plaintext") return http::Response::text(200, "Hello, World!");
  return http::Response::text(404, "Not Found");
}

Task<void> serve() {
  const auto server = start_link<http::Server>(http::Server::Options{.handler = &handle});
  std::printf("%d\n", co_await call(server, http::Server::Port{}));
  std::fflush(stdout);
  co_await down(server.pid());
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned threads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
  System system(std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = threads}));
  system.run(&serve);
}
