// Ours: the same answers through http::Server, from a handler that looks at the path. Argument: scheduler
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

class Echo final : public http::WebSocketHandler {
 public:
  void on_open(http::WebSocketRef socket) override { socket_ = socket; }
  void on_text(std::string_view message) override { socket_.text(std::string(message)); }

 private:
  http::WebSocketRef socket_;
};

http::Response handle(const http::Request& request) {
  if (request.path() == "/plaintext") return http::Response::text(200, "Hello, World!");
  if (request.path() == "/echo") return http::Response::upgrade(std::make_unique<Echo>());
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
