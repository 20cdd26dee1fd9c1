#include "anqa/runtime/log_metadata.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/base/logger.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

/// Pids of two systems may be equal.
struct Owner {
  const System* system;
  Pid pid;
  bool operator==(const Owner&) const = default;
};
using Fields = std::vector<LogField>;
using Table = ConcurrentMap<Owner, Fields>;

/// Apart from the process itself, because few processes have any. Never destroyed: the log is used to the
/// end.
Table& table() {
  static auto* instance = new Table;
  return *instance;
}

Owner me() { return {System::current_or_null(), self()}; }

class Forget final : public detail::ExitHook {
 public:
  void on_exit(Pid pid) noexcept override { table().erase(Owner{System::current_or_null(), pid}); }
  bool undoes(const void*, std::string_view, const void*) const noexcept override { return false; }
};

void add_context(Fields& metadata) {
  const Owner owner = me();
  if (!owner.pid) return;
  {
    const EpochGuard guard;
    if (const auto* found = table().find(owner))
      metadata.insert(metadata.end(), found->value.begin(), found->value.end());
  }
  metadata.emplace_back("pid", owner.pid.to_string());
}

/// A field without a value goes.
void put(Fields& metadata, LogFields fields) {
  for (const LogField& field : fields) {
    const auto known = std::ranges::find(metadata, field.key, &LogField::key);
    if (field.value.empty()) {
      if (known != metadata.end()) metadata.erase(known);
    } else if (known != metadata.end()) {
      known->value = field.value;
    } else {
      metadata.push_back(field);
    }
  }
}

}  // namespace

namespace logger {

void metadata(LogFields fields) {
  detail::require_core("logger::metadata()");
  const Owner owner = me();
  Table::Locked locked(table(), owner);
  // In place, as nobody but their process reads them: a request has an id of its own, and there are many.
  if (Table::Entry* mine = locked.head()) return put(mine->value, fields);
  Fields first;
  put(first, fields);
  detail::add_exit_hook(std::make_unique<Forget>());
  locked.push(owner, std::move(first));
}

std::vector<LogField> metadata() {
  const EpochGuard guard;
  const auto* found = table().find(me());
  return found ? found->value : Fields();
}

void reset_metadata() {
  const Owner owner = me();
  Table::Locked locked(table(), owner);
  if (Table::Entry* old = locked.head()) locked.replace(*old, Fields());
}

}  // namespace logger

void detail::install_log_context() { set_log_context(&add_context); }

}  // namespace anqa
