#include "anqa/runtime/detail/outage.hpp"

#include <algorithm>
#include <vector>

#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/internal/ending.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/watchers.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

/// Links that lie in the inbox, not known to the process yet.
void collect_links_on_their_way(const ProcessCore& core, std::uint8_t other, std::vector<Pid>& links) {
  const Envelope* envelope = core.inbox.load(std::memory_order_relaxed);
  for (; envelope && envelope != ProcessCore::busy() && envelope != ProcessCore::dead();
       envelope = envelope->next) {
    if (envelope->type->kind != EnvelopeKind::link) continue;
    const Pid from = static_cast<const SignalEnvelope&>(*envelope).from;
    if (from.node() == other) links.push_back(from);
  }
}

void connection_lost(ProcessCore& core, std::uint8_t other, const ExitReason& reason) {
  struct Monitor {
    std::uint64_t ref;
    Pid pid;
  };
  std::vector<Pid> links;
  std::vector<Monitor> monitors;
  if (Relations* relations = core.relations) {
    for (const auto& [linked, ids] : relations->links)
      if (linked.node() == other) links.push_back(linked);
    for (const auto& [ref, target] : relations->monitors)
      if (target.node() == other) monitors.push_back({ref, target});
  }
  remove_watchers(core, [&](const Watcher& watcher) { return watcher.pid.node() == other; });
  collect_links_on_their_way(core, other, links);
  // The order of a hash table is not the same in each run.
  std::sort(links.begin(), links.end());
  std::sort(monitors.begin(), monitors.end(), [](auto& a, auto& b) { return a.ref < b.ref; });
  const Pid pid = core.pid();
  for (Pid linked : links) send_exit(linked, pid, reason, true);
  for (const Monitor& monitor : monitors) send_down(pid, monitor.ref, monitor.pid, reason);
  // Calls that the other node may be answering just now: the answer finds no way back.
  WaiterList::connection_lost(core, other, reason);
}

}  // namespace

void connection_lost(System& system, std::uint8_t other, const ExitReason& reason) {
  System::Scope scope(system);
  for (Pid pid : system.processes()) connection_lost(*system.table().find(pid.index), other, reason);
}

void end_all_processes(System& system) {
  System::Scope scope(system);
  // Again, while destructors start more of them.
  for (auto left = system.processes(); !left.empty(); left = system.processes()) {
    for (Pid pid : left) {
      ProcessCore& core = *system.table().find(pid.index);
      if (core.inbox.load(std::memory_order_acquire) == ProcessCore::dead()) continue;
      CurrentProcess as_it(&core);
      finish(core, ExitReason::killed);
    }
  }
}

bool is_body(System& system, Pid pid) {
  const ProcessCore* core = system.table().find(pid.index);
  return core && core->pid() == pid && core->is_body;
}

}  // namespace anqa::detail
