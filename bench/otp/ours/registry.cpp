// registry
#include "anqa/otp/registry.hpp"

#include <string>
#include <vector>

#include "anqa/runtime/process.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

constexpr int keys = 100'000;
constexpr std::string_view rooms = "rooms";

struct Registered {};
struct Stop {};

/// In an order that jumps about in any table.
std::string key_of(int number) { return "room:" + std::to_string(static_cast<long>(number) * 7919 % keys); }

Task<void> owner(std::string key, Pid to) {
  check(Registry::register_key(rooms, key), "a key was taken");
  send(to, Registered{});
  co_await receive<Stop>();
}

/// The texts are made beforehand: what is measured is the lookup.
Task<void> searcher(std::vector<std::string> texts, std::vector<Pid> pids, std::size_t first, int count,
                    Pid to) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    check(Registry::lookup(rooms, texts[i]) == pids[i], "a key led elsewhere");
  }
  send(to, Registered{});
  co_await receive<Done>();
  std::size_t at = first;
  int found = 0;
  for (int i = 0; i < count; ++i) {
    if (Registry::lookup(rooms, texts[at])) ++found;
    if (++at == texts.size()) at = 0;
  }
  check(found == count, "a key was not found");
  send(to, Done{});
}

Task<void> look_up(int searchers, int count) {
  auto registry_server = start<Registry>(Registry::Options{.name = std::string(rooms)});
  std::vector<std::string> texts;
  std::vector<Pid> pids;
  for (int i = 0; i < keys; ++i) {
    texts.push_back(key_of(i));
    pids.push_back(anqa::spawn(&owner, texts.back(), self()));
  }
  for (int i = 0; i < keys; ++i) co_await receive<Registered>();
  std::vector<Pid> all;
  for (int i = 0; i < searchers; ++i) {
    all.push_back(anqa::spawn(&searcher, texts, pids, static_cast<std::size_t>(i * keys / searchers),
                              count / searchers, self()));
  }
  for (int i = 0; i < searchers; ++i) co_await receive<Registered>();
  const Stopwatch watch;
  for (Pid pid : all) send(pid, Done{});
  co_await wait_for_done(searchers);
  print_rate("registry", count, watch);
  exit(registry_server.pid(), ExitReason::shutdown);
}

}  // namespace

void registry(System& system, int count) {
  system.run(&look_up, static_cast<int>(threads_of(system)), count);
}

}  // namespace bench
