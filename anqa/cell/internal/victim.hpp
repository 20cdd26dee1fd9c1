#pragma once

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/cell/cell.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

/// What the tests of this room have in common: a server that does itself harm, and a system to do it in.
namespace anqa::cell_tests {

enum class Harm : std::uint8_t {
  segv,
  abort,
  stack_overflow,
  double_free,
  endless_loop,
  eat_memory,
  eat_memory_as_c_does,
  kill_itself,
  exit_with_3,
  exception,
  unusual_exception,
};

class Victim : public GenServer {
 public:
  struct Options {
    std::string note;
    Pid test;  ///< told "terminate REASON" if it is somebody
    bool traps_exits = false;
    std::optional<Harm> at_start;
  };
  struct Note {
    using Reply = std::string;
  };
  struct Suffer {
    Harm harm = Harm::segv;
  };
  struct SufferAndTell {
    using Reply = int;
    Harm harm = Harm::segv;
  };
  struct SystemProcess {
    using Reply = int;
  };

  explicit Victim(Options options);
  std::string handle_call(const Note&) { return options_.note; }
  int handle_call(const SufferAndTell& suffer);
  int handle_call(const SystemProcess&) { return ::getpid(); }
  void handle_cast(const Suffer& suffer);
  void terminate(const ExitReason& reason);

 private:
  Options options_;
};

void suffer(Harm harm);

/// A threaded system: cells are real processes. On two threads, as on the smallest machine.
std::unique_ptr<Scheduler> threads();

/// A supervisor of one victim that restarts it as often as it takes.
Supervisor::Spec victim_tree(Victim::Options options, const CellLimits& limits = {});
inline constexpr std::string_view victim_name = "victim";

}  // namespace anqa::cell_tests
