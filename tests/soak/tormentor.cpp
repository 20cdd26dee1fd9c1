#include "tormentor.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "captive.hpp"
#include "leftovers.hpp"

namespace soak {
namespace {

using namespace anqa;
using namespace std::chrono_literals;

/// As long as nothing takes, however slow the machine: a call must end with the cell, not with its time.
constexpr Duration patience = 2min;

using Random = std::minstd_rand;

template <class M>
Task<void> ask(CountsRef counts, Server<Captive> cell, M message) {
  const std::uint64_t nonce = message.nonce;
  auto answer = co_await try_call(cell, std::move(message), patience);
  ++counts->cell_calls;
  if (!answer) {
    ++counts->cell_calls_failed;
    if (answer.error().kind() == ExitReason::timeout) ++counts->cell_calls_unanswered;
  } else if (*answer != nonce && *answer != 0) {
    ++counts->wrong_answers;
  }
}

Task<void> expect_down(CountsRef counts, Pid pid) {
  ++counts->monitors;
  if (co_await down(pid, patience)) {
    ++counts->downs;
  } else {
    ++counts->monitors_unanswered;
  }
}

Task<void> ask_to_suffer(CountsRef counts, Server<Captive> cell, Fault fault) {
  co_await ask(counts, cell, Captive::SufferInstead{fault, 1});
}
Task<void> ask_in_vain(CountsRef counts, Server<Captive> cell) {
  co_await ask(counts, cell, Captive::NeverAnswer{1});
}

/// With questions under way, some of them never answered, and other watchers.
void surround(CountsRef counts, Server<Captive> cell) {
  spawn(&ask_in_vain, counts, cell);
  spawn(&ask<Captive::Echo>, counts, cell, Captive::Echo{2});
  spawn(&expect_down, counts, cell.pid());
  counts->spawned += 3;
}

Task<void> fault_inside(CountsRef counts, Server<Captive> cell, Fault fault) {
  surround(counts, cell);
  cast(cell, Captive::Suffer{fault});
  ++counts->cell_faults;
  co_await expect_down(counts, cell.pid());
}

/// kill -9 by whoever has a shell.
Task<void> kill_from_outside(CountsRef counts, Server<Captive> cell) {
  auto number = co_await try_call(cell, Captive::SystemProcess{}, patience);
  if (!number) co_return;
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, *number, 0));
  if (pidfd < 0) co_return;
  // Still the same: so the descriptor is that of the cell and not of who got its number since.
  auto again = co_await try_call(cell, Captive::SystemProcess{}, patience);
  if (again == number) {
    surround(counts, cell);
    ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
    ++counts->cell_faults;
  }
  ::close(pidfd);
  if (again == number) co_await expect_down(counts, cell.pid());
}

/// A process of the cell that is no server: who watches it is told when the cell dies.
Task<void> helper_of_a_cell(CountsRef counts, Server<Captive> cell, Fault fault) {
  auto helper = co_await try_call(cell, Captive::StartHelper{}, patience);
  if (!helper) co_return;
  cast(cell, Captive::Watch{self()});
  spawn(&expect_down, counts, *helper);
  ++counts->spawned;
  co_await fault_inside(counts, cell, fault);
  co_await expect_down(counts, *helper);  // of a cell that is gone
}

/// A cell of a supervisor of many, which may not come to start.
Task<void> cell_that_comes_and_goes(CountsRef counts, Fault fault, bool terminate) {
  const Server<DynamicSupervisor> supervisor("dynamic");
  try {
    auto started = co_await DynamicSupervisor::start_child(
        supervisor, captive().restart(temporary).shutdown(5s), patience);
    if (!started) co_return;
    const Server<Captive> cell(*started);
    surround(counts, cell);
    if (terminate) {
      co_await DynamicSupervisor::terminate_child(supervisor, *started, patience);
    } else {
      cast(cell, Captive::Suffer{fault});
      ++counts->cell_faults;
    }
    co_await expect_down(counts, *started);
  } catch (const CallError&) {
    ++counts->calls_failed;  // the supervisor was killed meanwhile
  }
}

Task<void> act(CountsRef counts, Random* state) {
  Random& random = *state;
  // By pid from here on: its successor is another.
  const Server<Captive> cell(Server<Captive>(captive_name(static_cast<int>(random() % captives))).pid());
  const auto fault = static_cast<Fault>(random() % faults);
  const std::uint64_t nonce = random() + 3;
  switch (random() % 12) {
    case 0:
    case 1:
      for (int i = 0; i < 20; ++i) co_await ask(counts, cell, Captive::Echo{nonce});
      break;
    case 2:
    case 3: {
      const std::string victim = victim_name(static_cast<int>(random() % victims));
      co_await ask(counts, cell, Captive::Relay{victim, nonce});
      break;
    }
    case 4:
    case 5:
    case 6:
      co_await fault_inside(counts, cell, fault);
      break;
    case 7:
      ++counts->cell_faults;
      surround(counts, cell);
      co_await ask_to_suffer(counts, cell, fault);
      break;
    case 8:
      co_await kill_from_outside(counts, cell);
      break;
    case 9:
      co_await helper_of_a_cell(counts, cell, fault);
      break;
    case 10:
      co_await cell_that_comes_and_goes(counts, fault, random() % 2 == 0);
      break;
    default:
      // Its stand-in in the application ends, and the cell with it.
      surround(counts, cell);
      exit(cell.pid(), random() % 2 == 0 ? ExitReason(ExitReason::kill) : ExitReason("no reason"));
      co_await expect_down(counts, cell.pid());
      break;
  }
  if (random() % 50 == 0)
    exit(whereis(random() % 2 == 0 ? "prison.one_for_one" : "prison.one_for_all"), ExitReason::kill);
  if (random() % 100 == 0) {
    // All cells at once: who makes them dies.
    for (pid_t zygote : zygotes()) kill_child(zygote);
    ++counts->cell_faults;
  }
}

}  // namespace

Task<void> tormentor(CountsRef counts, std::uint64_t seed) {
  trap_exit();
  ++counts->agents;
  Random random(static_cast<Random::result_type>(seed % 2147483646 + 1));
  while (!counts->stop.load(std::memory_order_relaxed)) {
    try {
      co_await act(counts, &random);
    } catch (...) {
      ++counts->agents_that_crashed;
    }
    ++counts->actions;
    // A cell costs a process of the machine: not as fast as it can.
    co_await sleep_for(std::chrono::milliseconds(random() % 20));
  }
  --counts->agents;
}

}  // namespace soak
