#include "anqa/runtime/internal/name_table.hpp"

namespace anqa::detail {

bool NameTable::insert(std::string_view name, Pid pid) { return pids_.insert_new(std::string(name), pid); }

bool NameTable::erase(std::string_view name, Pid pid) {
  ConcurrentMap<std::string, Pid>::Locked entry(pids_, name);
  return entry.erase_if([pid](Pid owner) { return owner == pid; }) != 0;
}

Pid NameTable::find(std::string_view name) const {
  const EpochGuard guard;
  const auto* entry = pids_.find(name);
  return entry ? entry->value : Pid{};
}

}  // namespace anqa::detail
