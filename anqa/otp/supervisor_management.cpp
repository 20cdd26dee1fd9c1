#include "anqa/otp/internal/supervisor_state.hpp"
#include "anqa/otp/supervisor.hpp"

namespace anqa {
namespace {

std::string quoted(std::string_view id) { return "child \"" + std::string(id) + "\""; }

std::unexpected<SupervisorError> refuse(SupervisorError::Kind kind, std::string message, Pid pid = {}) {
  return std::unexpected(SupervisorError{kind, std::move(message), pid, {}});
}

std::unexpected<SupervisorError> not_found(const detail::ChildList& children, std::string_view id) {
  constexpr std::size_t enough = 10;
  std::string ids;
  for (const detail::Child& child : children) {
    if (ids.size() > 0) ids += ", ";
    ids += std::string(child.spec.id());
    if (children.size() > enough && ids.size() > enough * 10) {
      ids += ", … (" + std::to_string(children.size()) + " in all)";
      break;
    }
  }
  return refuse(
      SupervisorError::not_found,
      "no " + quoted(id) + " here; " + (ids.empty() ? "there are no children" : "there are: " + ids));
}

std::unexpected<SupervisorError> not_started(std::string_view id, ExitReason reason) {
  return std::unexpected(SupervisorError{SupervisorError::start_failed,
                                         quoted(id) + " could not be started: " + reason.to_string(),
                                         {},
                                         std::move(reason)});
}

/// Why a new child of this spec is not to be started.
std::optional<SupervisorError> refusal(detail::ChildList& children, const ChildSpec& spec) {
  const auto present = children.find(spec.id());
  if (present == children.end()) return std::nullopt;
  if (present->pid) {
    return SupervisorError{SupervisorError::already_started,
                           quoted(spec.id()) + " is running already as " + present->pid.to_string() +
                               "; give this one another id with .id(\"…\")",
                           present->pid,
                           {}};
  }
  return SupervisorError{
      SupervisorError::already_present,
      quoted(spec.id()) +
          " is known already and does not run; start it with restart_child(), or forget it "
          "with delete_child() first",
      {},
      {}};
}

/// Why a child cannot be restarted or deleted now.
std::optional<SupervisorError> busy(const detail::Child& child, std::string_view operation) {
  if (!child.pid && !child.restarting) return std::nullopt;
  const auto kind = child.pid ? SupervisorError::running : SupervisorError::restarting;
  return SupervisorError{kind,
                         quoted(child.spec.id()) +
                             (child.pid ? " runs as " + child.pid.to_string() : " is being started again") +
                             "; only one that does not run can be " + std::string(operation) +
                             ": terminate_child() it first",
                         child.pid,
                         {}};
}

/// What start_child() answers with. A spec whose child cannot be started is not kept, nor is that of a
/// temporary child that chose not to run.
StartResult added(detail::ChildList& children, detail::ChildList::Iterator child,
                  std::optional<ExitReason> failure) {
  StartResult result = child->pid;
  if (failure) result = not_started(child->spec.id(), std::move(*failure));
  if (failure || (!child->pid && child->spec.restart() == Restart::temporary)) children.erase(child);
  return result;
}

}  // namespace

Task<void> Supervisor::State::add(StartChild request, From<StartResult> from) {
  if (auto error = contradiction(request.spec)) {
    from.reply(refuse(SupervisorError::bad_spec, std::move(*error)));
    return {};
  }
  if (auto error = refusal(children, request.spec)) {
    from.reply(std::unexpected(std::move(*error)));
    return {};
  }
  const Iterator child = children.add(std::move(request.spec));
  if (!starts_at_once(child)) return add_waiting(child, std::move(request.callers), std::move(from));
  from.reply(added(children, child, start_at_once(child, request.callers)));
  return {};
}

Task<void> Supervisor::State::add_waiting(Iterator child, detail::Callers callers, From<StartResult> from) {
  auto failure = co_await start(child, std::move(callers));
  from.reply(added(children, child, std::move(failure)));
}

Task<void> Supervisor::handle_call(StartChild message, From<StartResult> from) {
  return state_->add(std::move(message), std::move(from));
}

Task<StartResult> Supervisor::add_child(ChildSpec spec) {
  if (auto error = state_->contradiction(spec))
    co_return refuse(SupervisorError::bad_spec, std::move(*error));
  if (auto error = refusal(state_->children, spec)) co_return std::unexpected(std::move(*error));
  const auto child = state_->children.add(std::move(spec));
  auto failure = co_await state_->start(child);
  co_return added(state_->children, child, std::move(failure));
}

Task<ChildResult> Supervisor::handle_call(TerminateChild message) {
  const auto child = state_->children.find(message.id);
  if (child == state_->children.end()) co_return not_found(state_->children, message.id);
  co_await state_->stop(child);
  if (child->spec.restart() == Restart::temporary) state_->children.erase(child);
  co_return ChildResult();
}

Task<StartResult> Supervisor::handle_call(RestartChild message) {
  const auto child = state_->children.find(message.id);
  if (child == state_->children.end()) co_return not_found(state_->children, message.id);
  if (auto error = busy(*child, "restarted")) co_return std::unexpected(std::move(*error));
  auto failure = co_await state_->start(child);
  if (failure) co_return not_started(message.id, std::move(*failure));
  co_return child->pid;
}

ChildResult Supervisor::handle_call(const DeleteChild& message) {
  const auto child = state_->children.find(message.id);
  if (child == state_->children.end()) return not_found(state_->children, message.id);
  if (auto error = busy(*child, "deleted")) return std::unexpected(std::move(*error));
  state_->children.erase(child);
  return {};
}

}  // namespace anqa
