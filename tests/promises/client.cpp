#include "client.hpp"

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"

namespace promises {
namespace {

using namespace std::chrono_literals;

int any_worker(World& world) {
  for (;;) {
    const auto place = static_cast<int>(world.sim.random(world.places.size()));
    if (!world.places[static_cast<std::size_t>(place)].is_supervisor) return place;
  }
}

void take_down(World& world, Account& account, const Down& down) {
  auto found = account.monitors.find(down.monitor.value);
  if (found == account.monitors.end()) return world.sim.fail("a Down of a monitor that nobody made");
  Account::Watch& watch = found->second;
  if (watch.taken_back) world.sim.fail("a Down after demonitor()");
  if (++watch.told > 1) world.sim.fail("two Downs of one monitor");
  if (watch.pid != down.pid) world.sim.fail("a Down that names another process");
  if (world.is_alive(down.pid)) world.sim.fail("a Down of " + down.pid.to_string() + ", which lives");
}

void take_exit(World& world, Account& account, const Exit& exit) {
  if (!exit.from) return;
  auto found = account.links.find(exit.from);
  if (found == account.links.end()) return world.sim.fail("an Exit from a process that is not linked");
  if (--found->second < 0) world.sim.fail("two Exits over one link");
  if (found->second == 0) account.links.erase(found);
}

/// Takes what lies in the mailbox.
Task<void> read_mail(Ref<World> world, Ref<Account> account) {
  while (auto down = co_await receive<Down>(0ms)) take_down(*world, *account, *down);
  while (auto exit = co_await receive<Exit>(0ms)) take_exit(*world, *account, *exit);
}

void check_answer(World& world, Account& account, const std::expected<Worker::Answer, ExitReason>& answer,
                  std::uint64_t nonce) {
  ++account.calls;
  if (!answer) return;
  ++account.answers;
  if (answer->nonce != nonce) world.sim.fail("an answer to another question");
}

Task<void> act(Ref<World> world, Ref<Account> account) {
  anqa::testing::Simulation& sim = world->sim;
  const int place = any_worker(*world);
  const Pid pid = whereis(world->name(place));
  const Server<Worker> server(world->name(place));
  const std::uint64_t nonce = world->next_nonce++;
  const Duration limit = sim.random(4) == 0 ? Duration(1ms * (1 + sim.random(20))) : Duration(5s);
  const Duration wait = sim.random(2) == 0 ? Duration::zero() : Duration(1ms * sim.random(25));
  // Where moments are compared exactly no handler waits.
  const Duration in_handler = world->exact_time ? Duration::zero() : wait;
  switch (sim.random(12)) {
    case 0:
    case 1:
      check_answer(*world, *account, co_await try_call(server, Worker::Ask{nonce, in_handler}, limit), nonce);
      break;
    case 2:
    case 3:
      check_answer(*world, *account, co_await try_call(server, Worker::AskLater{nonce, wait}, limit), nonce);
      break;
    case 4:
      if (world->exact_time) break;
      check_answer(*world, *account,
                   co_await try_call(server, Worker::Relay{nonce, any_worker(*world), limit / 2}, limit),
                   nonce);
      break;
    case 5:
      if (sim.chance(0.5, "crash of " + world->name(place))) cast(server, Worker::Crash{});
      break;
    case 6:
      if (sim.chance(0.5, "normal end of " + world->name(place))) cast(server, Worker::Finish{});
      break;
    case 7:
    case 8:
      if (pid) account->monitors[monitor(pid).value] = {pid};
      break;
    case 9:
      if (account->monitors.empty()) break;
      {
        auto chosen = account->monitors.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(sim.random(account->monitors.size())));
        demonitor(MonitorRef{chosen->first});
        if (chosen->second.told == 0) chosen->second.taken_back = true;
      }
      break;
    case 10:
      if (pid && !account->links.contains(pid)) {
        link(pid);
        account->links[pid] = 1;
      }
      break;
    default:
      if (account->links.empty()) break;
      {
        const Pid linked = account->links.begin()->first;
        unlink(linked);
        // Its signal may lie in the mailbox already; after reading it there is no other.
        while (auto exit = co_await receive<Exit>(0ms)) take_exit(*world, *account, *exit);
        account->links.erase(linked);
      }
      break;
  }
}

}  // namespace

Task<void> client(Ref<World> world, Ref<Account> account, int actions) {
  trap_exit();
  for (int i = 0; i < actions; ++i) {
    co_await act(world, account);
    co_await read_mail(world, account);
    if (world->sim.random(3) == 0) co_await sleep_for(1ms * world->sim.random(2000));
  }
  // The rest of its mail it reads when the tree is gone.
  for (;;) {
    co_await receive<Settle>();
    co_await read_mail(world, account);
  }
}

void check_account(World& world, const Account& account) {
  for (const auto& [ref, watch] : account.monitors) {
    world.sim.check(watch.taken_back || watch.told == 1 || world.is_alive(watch.pid),
                    "the monitor of " + watch.pid.to_string() + " was never answered");
  }
  for (const auto& [pid, signals] : account.links)
    world.sim.check(world.is_alive(pid), "the link to " + pid.to_string() + " was never answered");
}

}  // namespace promises
