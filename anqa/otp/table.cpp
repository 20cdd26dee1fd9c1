#include "anqa/otp/detail/table_state.hpp"

#include <stdexcept>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

struct Name {
  const System* system;
  std::string name;
  bool operator==(const Name&) const = default;
};
using Names = ConcurrentMap<Name, std::shared_ptr<TableState>>;

Names& names() {
  static auto* instance = new Names;  // tables end as late as processes
  return *instance;
}

class DropTable final : public ExitHook {
 public:
  explicit DropTable(std::shared_ptr<TableState> table) : table_(std::move(table)) {}
  void on_exit(Pid pid) noexcept override { table_->owner_ended(pid); }
  bool undoes(const void* table, std::string_view, const void*) const noexcept override {
    return table == table_.get();
  }

 private:
  std::shared_ptr<TableState> table_;
};

void check_type(const TableState& table, const void* type, std::string_view type_name) {
  if (table.type() == type) return;
  throw std::invalid_argument(table.text() + " holds " + std::string(table.type_name()) + ", not " +
                              std::string(type_name));
}

}  // namespace

TableState::TableState(TableOptions options, const void* type, std::string_view type_name)
    : options_(std::move(options)), type_(type), type_name_(type_name) {}

std::string TableState::text() const {
  std::string text = "the table";
  if (!name().empty()) text += " \"" + name() + "\"";
  if (const Pid its = owner()) text += " of process " + its.to_string();
  return text;
}

void TableState::check_read_slowly() const {
  if (gone()) throw std::invalid_argument(text() + " is gone: its owner ended, or dropped it");
  if (owner() != self())
    throw std::invalid_argument(text() + " is private: process " + self().to_string() + " cannot read it");
}

void TableState::check_write_slowly() const {
  if (gone()) check_read_slowly();
  if (owner() != self()) {
    throw std::invalid_argument(text() + " is not public: process " + self().to_string() +
                                " cannot write it; make it with .access = public_access");
  }
}

void TableState::own() {
  owner_.store(require_core("a table's owner").pid(), std::memory_order_release);
  add_exit_hook(std::make_unique<DropTable>(shared_from_this()));
}

void TableState::begin() {
  require_core("a table");
  if (!name().empty() && !names().insert_new(Name{System::current_or_null(), name()}, shared_from_this())) {
    throw std::invalid_argument("there is a table \"" + name() + "\" already");
  }
  own();
}

void TableState::drop() noexcept {
  if (gone_.exchange(true, std::memory_order_acq_rel)) return;
  if (!name().empty()) names().erase(Name{System::current_or_null(), name()});
  clear();
  epoch_collect();
}

void TableState::give_away(Pid to, std::string data) {
  const Pid me = self();
  if (gone() || owner() != me) check_write_slowly();
  remove_exit_hook(this, {});
  owner_.store(Pid{}, std::memory_order_release);
  send(to, TableTransfer{name(), me, std::move(data), TableToken(shared_from_this())});
}

void TableState::owner_ended(Pid pid) noexcept {
  if (owner() != pid || gone()) return;
  const Pid heir = std::exchange(options_.heir, {});
  if (!heir || heir == pid) {
    drop();
    return;
  }
  owner_.store(Pid{}, std::memory_order_release);
  send(heir, TableTransfer{name(), pid, {}, TableToken(shared_from_this())});
}

std::shared_ptr<TableState> TableState::find(std::string_view name, const void* type,
                                             std::string_view type_name) {
  const EpochGuard guard;
  const auto* found = names().find(Name{System::current_or_null(), std::string(name)});
  if (!found) throw std::invalid_argument("there is no table \"" + std::string(name) + "\"");
  check_type(*found->value, type, type_name);
  return found->value;
}

std::shared_ptr<TableState> TableToken::accept(const void* type, std::string_view type_name) {
  if (!table_) throw std::invalid_argument("this table was accepted already");
  check_type(*table_, type, type_name);
  table_->own();
  return std::move(table_);
}

}  // namespace anqa::detail
