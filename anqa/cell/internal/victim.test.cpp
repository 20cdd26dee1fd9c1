#include "anqa/cell/internal/victim.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace anqa::cell_tests {
namespace {

int recurse(int depth) {
  if (depth < 0) return 0;  // never, but the compiler is not to know
  volatile char frame[4096];
  frame[depth % 4096] = static_cast<char>(depth);
  return recurse(depth + 1) + frame[0];
}

}  // namespace

void suffer(Harm harm) {
  switch (harm) {
    case Harm::segv: {
      volatile std::uintptr_t nowhere = 64;
      *reinterpret_cast<volatile int*>(nowhere) = 1;
      return;
    }
    case Harm::abort:
      std::abort();
    case Harm::stack_overflow:
      recurse(0);
      return;
    case Harm::double_free: {
      // Through a volatile pointer, so that the compiler does not see it coming.
      char* volatile block = static_cast<char*>(std::malloc(64));
      std::free(block);
      std::free(block);
      return;
    }
    case Harm::endless_loop:
      for (volatile unsigned i = 0;; i = i + 1) {
      }
    case Harm::eat_memory: {
      std::vector<std::vector<char>> eaten;
      for (;;) eaten.emplace_back(1 << 20, 'x');
    }
    case Harm::eat_memory_as_c_does:
      for (;;) {
        void* volatile block = std::malloc(1 << 20);
        std::memset(block, 'x', 1 << 20);
      }
    case Harm::kill_itself:
      ::kill(::getpid(), SIGKILL);
      return;
    case Harm::exit_with_3:
      ::_exit(3);
    case Harm::exception:
      throw std::runtime_error("boom");
    case Harm::unusual_exception:
      throw 42;
  }
}

Victim::Victim(Options options) : options_(std::move(options)) {
  if (options_.traps_exits) trap_exit();
  if (options_.at_start) suffer(*options_.at_start);
}

int Victim::handle_call(const SufferAndTell& what) {
  suffer(what.harm);
  return 0;
}

void Victim::handle_cast(const Suffer& what) { suffer(what.harm); }

void Victim::terminate(const ExitReason& reason) {
  if (options_.test) send(options_.test, "terminate " + reason.to_string());
}

std::unique_ptr<Scheduler> threads() {
  return std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = 2});
}

Supervisor::Spec victim_tree(Victim::Options options, const CellLimits& limits) {
  return {.max_restarts = 1000000,
          .children = {child<Victim>(std::move(options)).named(std::string(victim_name)).in_cell(limits)}};
}

}  // namespace anqa::cell_tests
