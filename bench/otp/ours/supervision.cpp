// restart
#include <limits>
#include <stdexcept>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/process.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

struct Started {
  Pid pid;
};
struct Crash {};

/// Tells who waits for it that it is there; ends by an exception when told to.
class Fragile : public GenServer {
 public:
  explicit Fragile(Pid watcher) { anqa::send(watcher, Started{self()}); }
  void handle_cast(const Crash&) { throw std::runtime_error("boom"); }
};

Task<void> crash_and_wait(int count) {
  auto supervisor = start<Supervisor>(Supervisor::Spec{.max_restarts = std::numeric_limits<unsigned>::max(),
                                                       .max_seconds = std::chrono::seconds(1),
                                                       .children = {child<Fragile>(self())}});
  Pid pid = (co_await receive<Started>())->pid;
  for (int i = 0; i < count; ++i) {
    cast(Server<Fragile>(pid), Crash{});
    const Pid next = (co_await receive<Started>())->pid;
    check(next != pid && is_alive(next), "the child was not started again");
    pid = next;
  }
  exit(supervisor.pid(), ExitReason::shutdown);
}

}  // namespace

void restart(System& system, int count) {
  const Stopwatch watch;
  system.run(&crash_and_wait, count);
  print_rate("restart", count, watch);
}

void restart_few(System& system, int count) {
  const Stopwatch watch;
  system.run(&crash_and_wait, count);
  print_rate("restart_few", count, watch);
}

}  // namespace bench
