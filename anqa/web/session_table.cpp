#include "anqa/web/session_table.hpp"

#include <utility>

#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

/// Reading marks a session as used only so often, as that is a write.
constexpr std::chrono::minutes used_grain{1};

TimePoint now() { return System::current().scheduler().now(); }

class TableBackend final : public SessionBackend {
 public:
  explicit TableBackend(std::string_view name) : name_(name) {}

  std::optional<Term> load(const std::string& id) const override {
    auto table = this->table();
    if (!table) return std::nullopt;
    const auto kept = table->lookup(id);
    if (!kept) return std::nullopt;
    if (const TimePoint moment = now(); moment - kept->used >= used_grain) {
      table->update_element(id, [moment](detail::KeptSession& session) { session.used = moment; });
    }
    return kept->values;
  }
  void save(const std::string& id, const Term& session) const override {
    detail::SessionTableStorage::find(name_).insert(id, detail::KeptSession{session, now()});
  }
  void erase(const std::string& id) const override {
    if (auto table = this->table()) table->delete_key(id);
  }

 private:
  std::optional<detail::SessionTableStorage> table() const try {
    return detail::SessionTableStorage::find(name_);
  } catch (const std::invalid_argument&) {
    return std::nullopt;  // not started yet, or being started again
  }

  std::string name_;
};

}  // namespace

SessionTable::SessionTable(Options options)
    : options_(std::move(options)), table_({.name = options_.name, .access = public_access}) {
  send_after(*this, options_.sweep_every, Sweep{});
}

void SessionTable::handle_info(const Sweep&) {
  const TimePoint oldest = now() - options_.idle;
  table_.delete_if(
      [oldest](const std::string&, const detail::KeptSession& kept) { return kept.used < oldest; });
  send_after(*this, options_.sweep_every, Sweep{});
}

std::shared_ptr<const SessionBackend> session_table(std::string_view name) {
  return std::make_shared<TableBackend>(name);
}

}  // namespace anqa
