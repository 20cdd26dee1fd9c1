#include "anqa/runtime/detail/remote.hpp"

#include "anqa/runtime/internal/name_table.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/progress.hpp"
#include "anqa/runtime/internal/relations.hpp"

// The linker names where a section begins and ends; weak, for programs that have no such type.
extern "C" const anqa::detail::EnvelopeType __start_anqa_types[] __attribute__((weak));
extern "C" const anqa::detail::EnvelopeType __stop_anqa_types[] __attribute__((weak));

namespace anqa::detail {

void stand_in() { require_core("stand_in()").forwards = true; }

void note_link(Pid to, std::uint32_t id) { relations_of(require_core("note_link()")).links[to].mine = id; }
void note_unlink(Pid to) { relations_of(require_core("note_unlink()")).links.erase(to); }
bool note_monitor(std::uint64_t ref, Pid target) {
  return relations_of(require_core("note_monitor()")).monitors.try_emplace(ref, target).second;
}
void note_demonitor(std::uint64_t ref) { relations_of(require_core("note_demonitor()")).monitors.erase(ref); }
std::size_t tie_count() {
  const ProcessCore& core = require_core("tie_count()");
  return core.relations ? core.relations->links.size() + core.relations->monitors.size() : 0;
}
void note_started() {
  ProcessCore& core = require_core("note_started()");
  if (core.relations) core.relations->started.set_value(Nothing{});
}

Pid local_name(System& system, std::string_view name) { return system.names().find(name); }
void lend_pid(System& system, Pid pid) {
  system.table().lend(pid);
  system.table().find(pid.index)->next_ref = first_foreign_ref;
}
ProcessCore* find_core(System& system, Pid pid) {
  ProcessCore* core = system.table().find(pid.index);
  return core && core->pid() == pid ? core : nullptr;
}

const std::atomic<std::uint64_t>* handlers_begun() {
  return this_thread.progress ? &this_thread.progress->steps : nullptr;
}
const std::atomic<std::uint64_t>* process_running() {
  return this_thread.progress ? &this_thread.progress->pid : nullptr;
}

std::uint32_t type_number(const EnvelopeType& type) {
  return static_cast<std::uint32_t>(&type - __start_anqa_types);
}
std::uint32_t type_count() { return static_cast<std::uint32_t>(__stop_anqa_types - __start_anqa_types); }
const EnvelopeType* type_of_number(std::uint32_t number) {
  return number < type_count() ? &__start_anqa_types[number] : nullptr;
}

}  // namespace anqa::detail
