#include "anqa/cell/cell.hpp"

#include <map>
#include <mutex>
#include <stdexcept>

#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/internal/proxy.hpp"
#include "anqa/runtime/scheduler.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace cell {
namespace {

Task<void> run_proxy(Process& process) { return static_cast<CellProxy&>(process).run(); }
// All messages stay for run().
Task<void> no_message(Process&, detail::Envelope&) { return {}; }

/// One for each class, kept for ever: a process points to it.
const detail::Behaviour& proxy_behaviour(std::string_view (*name)()) {
  static std::mutex mutex;
  static auto& behaviours = *new std::map<std::string_view (*)(), detail::Behaviour>;
  std::scoped_lock lock(mutex);
  return behaviours.try_emplace(name, detail::Behaviour{name, &run_proxy, nullptr, &no_message, false})
      .first->second;
}

class CellStarter final : public ChildSpec::Starter {
 public:
  CellStarter(std::shared_ptr<const ChildSpec::Starter> child, const CellLimits& limits)
      : child_(std::move(child)), limits_(limits) {}

  Pid start(const detail::ProcessName& name, detail::Promise<detail::Nothing> started) const override {
    if (is_cell() || !System::current().scheduler().reactor()) return child_->start(name, std::move(started));
    const Pid parent = self();
    detail::NewProcess fresh(proxy_behaviour(child_->wire_type()->name));
    if (!name.empty()) name.give_to(fresh);
    fresh.construct<CellProxy>(child_, limits_, parent, std::move(started));
    fresh.link_to_starter();
    fresh.mark_as_body();
    return fresh.commit();
  }
  bool starts_at_once() const noexcept override { return false; }

 private:
  std::shared_ptr<const ChildSpec::Starter> child_;
  CellLimits limits_;
};

}  // namespace
}  // namespace cell

void set_ready_cells(std::size_t count) { cell::CellFactory::get().set_ready(count); }

const CellLimits& detail::no_cell_limits() {
  static constexpr CellLimits none;
  return none;
}

void ChildSpec::put_in_cell(const CellLimits& limits) {
  if (!starter_->wire_type()) {
    throw std::invalid_argument(
        "child \"" + std::string(id()) +
        "\" cannot run in a cell: its constructor arguments cannot be copied there; plain "
        "structs of values can, and classes for which anqa::Wire<> says how");
  }
  starter_ = std::make_shared<const cell::CellStarter>(starter_, limits);
}

}  // namespace anqa
