#include "anqa/otp/supervisor.hpp"

#include <stdexcept>

#include "anqa/otp/internal/supervisor_state.hpp"

namespace anqa {

Supervisor::Supervisor(Spec spec) : state_(std::make_unique<State>(*this, std::move(spec))) { trap_exit(); }
Supervisor::~Supervisor() = default;

Task<void> Supervisor::init() { co_await start_children(); }

Task<bool> Supervisor::start_children() {
  for (auto child = state_->children.begin(); child != state_->children.end();) {
    auto failure = co_await state_->start(child);
    if (failure) {
      const std::string why =
          "could not start child \"" + std::string(child->spec.id()) + "\": " + failure->to_string();
      log_error(state_->label() + ": " + why);
      co_await state_->stop_from(state_->children.begin());
      GenServer::stop(ExitReason::shutdown_with(why));
      co_return false;
    }
    // A temporary child that chose not to run is forgotten, as one that has ended.
    const bool forget = !child->pid && child->spec.restart() == Restart::temporary;
    child = forget ? state_->children.erase(child) : std::next(child);
  }
  co_return true;
}

Task<void> Supervisor::handle_info(Exit exit) { return state_->ended(std::move(exit)); }
Task<void> Supervisor::handle_cast(TryAgain message) { return state_->try_again(message.id); }
Task<void> Supervisor::terminate(ExitReason) { return state_->stop_from(state_->children.begin()); }

ExitReason Supervisor::give_up_reason(const std::string&) const { return ExitReason::shutdown; }

std::vector<ChildInfo> Supervisor::children() const {
  std::vector<ChildInfo> infos;
  infos.reserve(state_->children.size());
  for (const detail::Child& child : state_->children) {
    ChildInfo& info = infos.emplace_back();
    info.id = child.spec.id();
    info.type = child.spec.type();
    info.name = child.spec.name().text();
    info.pid = child.pid;
    info.is_supervisor = child.spec.is_supervisor();
    info.restarting = child.restarting;
    info.restart = child.spec.restart();
    info.restarts = child.restarts;
    if (child.has_ended || child.restarting) info.last_exit = child.last_exit.to_string();
  }
  return infos;
}

ChildCount Supervisor::count() const {
  ChildCount count;
  count.specs = state_->children.size();
  count.active = state_->children.running();
  for (const detail::Child& child : state_->children)
    ++(child.spec.is_supervisor() ? count.supervisors : count.workers);
  return count;
}

}  // namespace anqa
