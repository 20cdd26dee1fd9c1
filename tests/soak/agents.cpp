#include "agents.hpp"

#include <random>

#include "anqa/otp/async.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/otp/registry.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"

namespace soak {
namespace {

using namespace anqa;
using namespace std::chrono_literals;

/// Long enough on the slowest machine under a sanitizer: who has waited that long waits for what never comes.
constexpr Duration patience = 2min;

using Random = std::minstd_rand;

Task<void> waits_for_ever() { co_await receive<int>(); }
Task<void> ends_at_once() { co_return; }
Task<void> owns_a_key(std::string key, Pid owner) {
  send(owner, Registry::register_key("soak", key));
  co_await receive<int>();
}
int square(int number) { return number * number; }
Task<int> slow_square(int number) {
  co_await sleep_for(1ms);
  co_return number* number;
}

/// Links itself to the next, down to the last; whichever dies takes all along.
Task<void> chain(int length) {
  if (length > 0) spawn_link(&chain, length - 1);
  co_await receive<int>();
}

Server<Victim> any_victim(Random& random) {
  return Server<Victim>(victim_name(static_cast<int>(random() % victims)));
}

template <class M>
Task<void> ask(CountsRef counts, Server<Victim> victim, M message, Duration limit) {
  const std::uint64_t nonce = message.nonce;
  auto answer = co_await try_call(victim, std::move(message), limit);
  ++counts->calls;
  if (!answer) {
    ++counts->calls_failed;
  } else if (*answer != nonce) {
    ++counts->wrong_answers;
  }
}

/// Monitors before it kills: the Down must come.
Task<void> expect_down(CountsRef counts, Pid pid) {
  ++counts->monitors;
  if (co_await down(pid, patience)) {
    ++counts->downs;
  } else {
    ++counts->monitors_unanswered;
  }
}

Task<void> many_die_at_once(CountsRef counts, std::uint64_t how_many) {
  std::vector<Pid> pids;
  for (std::uint64_t i = 0; i < how_many; ++i) pids.push_back(spawn(&waits_for_ever));
  counts->spawned += how_many;
  for (Pid pid : pids) exit(pid, ExitReason::kill);
  for (Pid pid : pids) co_await expect_down(counts, pid);
}

Task<void> key_of_a_dead_process(CountsRef counts, std::string key) {
  const Pid owner = spawn(&owns_a_key, key, self());
  ++counts->spawned;
  auto registered = co_await receive<bool>(patience);
  exit(owner, ExitReason::kill);
  co_await expect_down(counts, owner);
  // Its keys are free before anybody is told of its end.
  if (registered && *registered && Registry::whereis("soak", key) == owner) ++counts->keys_of_the_dead;
}

Task<void> dynamic_child(CountsRef counts, bool terminate) {
  const Server<DynamicSupervisor> supervisor("dynamic");
  try {
    auto started = co_await DynamicSupervisor::start_child(
        supervisor, child<Victim>(counts).restart(temporary).shutdown(50ms), patience);
    if (!started) co_return;
    if (terminate) {
      co_await DynamicSupervisor::terminate_child(supervisor, *started, patience);
    } else {
      cast(Server<Victim>(*started), Victim::Finish{Victim::End::exception});
    }
    co_await expect_down(counts, *started);
  } catch (const CallError&) {
    ++counts->calls_failed;  // the supervisor was killed meanwhile
  }
}

Task<void> tasks(CountsRef counts, int number) {
  auto now = async(&square, number);
  auto later = async(&slow_square, number);
  auto dropped = async(&slow_square, number);
  if (co_await await(std::move(now), patience) != number * number) ++counts->wrong_answers;
  if (co_await await(std::move(later), patience) != number * number) ++counts->wrong_answers;
}

Task<void> timers(Random* random) {
  for (int i = 0; i < 50; ++i) {
    TimerRef timer = send_after(self(), std::chrono::milliseconds((*random)() % 20), 'x');
    if ((*random)() % 2 == 0) cancel_timer(timer);
  }
  while (co_await receive<char>(1ms)) {
  }
}

Task<void> act(CountsRef counts, Random* state) {
  Random& random = *state;
  const std::uint64_t nonce = random();
  const Server<Victim> victim = any_victim(random);
  const Duration little = std::chrono::microseconds(random() % 3000);
  switch (random() % 16) {
    case 0:
    case 1:
    case 2:
      co_await ask(counts, victim, Victim::Echo{nonce}, 5s);
      break;
    case 3:
      co_await ask(counts, victim, Victim::SlowEcho{nonce, little}, 5s);
      break;
    case 4:
      co_await ask(counts, victim, Victim::DeferredEcho{nonce, little}, 1ms);
      break;
    case 5:
      co_await ask(counts, victim, Victim::DeferredEcho{nonce, little}, 5s);
      break;
    case 6:
      cast(victim, Victim::Finish{static_cast<Victim::End>(random() % 4)});
      break;
    case 7:
      exit(victim.pid(), random() % 2 == 0 ? ExitReason(ExitReason::kill) : ExitReason("no reason"));
      break;
    case 8: {
      const Pid pid = spawn(&ends_at_once);
      ++counts->spawned;
      co_await expect_down(counts, pid);
      break;
    }
    case 9: {
      const Pid pid = spawn(&chain, static_cast<int>(random() % 30));
      ++counts->spawned;
      exit(pid, ExitReason("broken chain"));
      co_await expect_down(counts, pid);
      break;
    }
    case 10:
      co_await key_of_a_dead_process(counts, "key." + std::to_string(self().bits()));
      break;
    case 11:
      co_await dynamic_child(counts, random() % 2 == 0);
      break;
    case 12:
      co_await tasks(counts, static_cast<int>(random() % 1000));
      break;
    case 13:
      co_await timers(&random);
      break;
    case 14:
      for (int i = 0; i < 100; ++i) cast(victim, Victim::Load{std::vector<std::uint64_t>(random() % 64)});
      break;
    default: {
      // A monitor and a link that are taken back, or not.
      const Pid pid = victim.pid();
      if (!pid) break;
      MonitorRef watch = monitor(pid);
      link(pid);
      if (random() % 2 == 0) co_await yield();
      unlink(pid);
      demonitor(watch);
      break;
    }
  }
  if (random() % 200 == 0) co_await many_die_at_once(counts, 500 + random() % 2000);
  if (random() % 500 == 0) exit(whereis("dynamic"), ExitReason::kill);
}

/// Throws away what is left in the mailbox: Exit messages of links, Downs that came before their demonitor().
Task<void> empty_mailbox() {
  while (co_await receive<Exit>(Duration::zero())) {
  }
}

}  // namespace

Task<void> agent(CountsRef counts, std::uint64_t seed) {
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
    if (random() % 64 == 0) co_await empty_mailbox();
  }
  --counts->agents;
}

}  // namespace soak
