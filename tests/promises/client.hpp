#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "anqa/runtime/task.hpp"
#include "worker.hpp"

namespace promises {

/// What one client has asked for, and what came of it.
struct Account {
  struct Watch {
    Pid pid;
    int told = 0;
    bool taken_back = false;
  };
  std::map<std::uint64_t, Watch> monitors;  ///< by reference
  std::map<Pid, int> links;                 ///< to how many signals each may yet lead
  std::uint64_t calls = 0;
  std::uint64_t answers = 0;
};

/// Asks a client to read what mail there is.
struct Settle {};

/// Lives outside of the tree and does `actions` random things to it: calls, casts that crash and stop,
/// monitors, links, signals, and taking them back.
Task<void> client(Ref<World> world, Ref<Account> account, int actions);

/// What must be true once everything that was monitored is gone.
void check_account(World& world, const Account& account);

}  // namespace promises
