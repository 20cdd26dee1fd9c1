#include "anqa/runtime/internal/name_table.hpp"

namespace anqa::detail {

bool NameTable::insert(std::string_view name, Pid pid) {
  std::unique_lock lock(mutex_);
  return pids_.try_emplace(std::string(name), pid).second;
}

bool NameTable::erase(std::string_view name, Pid pid) {
  std::unique_lock lock(mutex_);
  auto found = pids_.find(name);
  if (found == pids_.end() || found->second != pid) return false;
  pids_.erase(found);
  return true;
}

Pid NameTable::find(std::string_view name) const {
  std::shared_lock lock(mutex_);
  auto found = pids_.find(name);
  return found == pids_.end() ? Pid{} : found->second;
}

}  // namespace anqa::detail
