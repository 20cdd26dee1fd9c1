#include "anqa/otp/supervisor.hpp"

#include <set>
#include <stdexcept>

#include "anqa/base/log.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

/// Starts a child and waits until its init() is done.
struct StartAwaiter : detail::ValueWaiter<detail::Nothing> {
  explicit StartAwaiter(const ChildSpec& child_spec) : spec(child_spec) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    pid = spec.starter().start(spec.name(), promise());
  }
  std::expected<Pid, ExitReason> await_resume() {
    if (!value_) return std::unexpected(std::move(failure_));
    return pid;
  }
  const ChildSpec& spec;
  Pid pid;
};

}  // namespace

Supervisor::Supervisor(Spec spec) : spec_(std::move(spec)) {
  std::set<std::string_view> ids;
  for (const ChildSpec& child : spec_.children) {
    if (!ids.insert(child.id()).second) {
      throw std::invalid_argument("two children have the id \"" + child.id() +
                                  "\"; give one another with .id(\"…\")");
    }
  }
  for (ChildSpec& child : spec_.children) children_.push_back(Child{std::move(child)});
  spec_.children.clear();
  trap_exit();
}

Task<void> Supervisor::init() {
  for (std::size_t i = 0; i < children_.size(); ++i) {
    auto failure = co_await start_child(i);
    if (!failure) continue;
    co_await stop_from(0);
    throw std::runtime_error("could not start child \"" + children_[i].spec.id() + "\": " + *failure);
  }
}

std::vector<ChildInfo> Supervisor::handle_call(const WhichChildren&) const {
  std::vector<ChildInfo> infos;
  for (const Child& child : children_) {
    infos.push_back({child.spec.id(), child.spec.type(), child.spec.name(), child.pid,
                     child.spec.is_supervisor(), child.restarts, child.last_exit});
  }
  return infos;
}

Task<void> Supervisor::handle_info(Exit exit) {
  if (!exit.from) co_return;  // from outside of any process: no child's end
  std::size_t index = 0;
  while (index < children_.size() && children_[index].pid != exit.from) ++index;
  if (index == children_.size()) co_return;  // one that we stopped ourselves, or no child
  Child& child = children_[index];
  child.pid = {};
  child.last_exit = exit.reason.to_string();
  const Restart when = child.spec.restart();
  if (when == Restart::temporary) {
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
    co_return;
  }
  if (when == Restart::transient && exit.reason.is_orderly()) co_return;
  log_warning(label() + ": child \"" + child.spec.id() + "\" " + exit.from.to_string() +
              " ended: " + child.last_exit + "; restarting");
  if (!co_await restart(index)) stop(ExitReason::shutdown);
}

Task<void> Supervisor::terminate(ExitReason) { co_await stop_from(0); }

Task<std::optional<std::string>> Supervisor::start_child(std::size_t index) {
  try {
    auto started = co_await StartAwaiter(children_[index].spec);
    if (!started) co_return started.error().to_string();
    children_[index].pid = *started;
    co_return std::nullopt;
  } catch (const std::exception& error) {
    co_return std::string(error.what());
  }
}

Task<void> Supervisor::stop_child(std::size_t index) {
  const Pid pid = std::exchange(children_[index].pid, {});
  const Shutdown shutdown_time = children_[index].spec.shutdown();
  if (!pid) co_return;
  if (shutdown_time.limit && *shutdown_time.limit <= Duration::zero()) {
    exit(pid, ExitReason::kill);
    co_await down(pid);
    co_return;
  }
  exit(pid, ExitReason::shutdown);
  if (co_await down(pid, shutdown_time.limit)) co_return;
  log_warning(
      label() + ": child \"" + children_[index].spec.id() + "\" " + pid.to_string() + " did not end within " +
      std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(*shutdown_time.limit).count()) +
      " ms; killed");
  exit(pid, ExitReason::kill);
  co_await down(pid);
}

Task<void> Supervisor::stop_from(std::size_t first) {
  for (std::size_t i = children_.size(); i > first; --i) co_await stop_child(i - 1);
}

Task<bool> Supervisor::restart(std::size_t failed) {
  std::size_t first = failed;
  std::size_t end = failed + 1;
  if (spec_.strategy == Strategy::one_for_all) first = 0;
  if (spec_.strategy != Strategy::one_for_one) end = children_.size();
  for (;;) {
    if (!may_restart()) {
      log_error(label() + ": more than " + std::to_string(spec_.max_restarts) + " restarts within " +
                std::to_string(spec_.max_seconds.count()) + " s; giving up");
      co_return false;
    }
    for (std::size_t i = end; i > first; --i) {
      co_await stop_child(i - 1);
      if (children_[i - 1].spec.restart() != Restart::temporary) continue;
      // Never started again, also not together with its siblings.
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i - 1));
      --end;
    }
    std::optional<std::string> failure;
    for (std::size_t i = first; i < end && !failure; ++i) {
      failure = co_await start_child(i);
      if (!failure) {
        ++children_[i].restarts;
      } else {
        log_error(label() + ": child \"" + children_[i].spec.id() +
                  "\" could not be started again: " + *failure);
      }
    }
    if (!failure) co_return true;
  }
}

bool Supervisor::may_restart() {
  const TimePoint now = System::current().scheduler().now();
  restarts_.push_back(now);
  while (restarts_.front() + spec_.max_seconds < now) restarts_.pop_front();
  return restarts_.size() <= spec_.max_restarts;
}

std::string Supervisor::label() const { return "supervisor " + self().to_string(); }

Task<SupervisionTree> supervision_tree(Pid supervisor) {
  SupervisionTree tree;
  tree.info.pid = supervisor;
  tree.info.is_supervisor = true;
  if (auto info = co_await process_info(supervisor)) {
    tree.info.type = info->type;
    tree.info.id = tree.info.name = info->name;
    tree.mailbox = info->mailbox;
  }
  auto children =
      co_await try_call(Server<Supervisor>(supervisor), Supervisor::WhichChildren{}, std::chrono::seconds(1));
  if (!children) co_return tree;
  for (ChildInfo& child : *children) {
    SupervisionTree below;
    if (child.is_supervisor && child.pid) below = co_await supervision_tree(child.pid);
    if (!child.is_supervisor && child.pid) {
      if (auto info = co_await process_info(child.pid)) below.mailbox = info->mailbox;
    }
    below.info = std::move(child);
    tree.children.push_back(std::move(below));
  }
  co_return tree;
}

Pid root_supervisor() { return whereis(root_supervisor_name); }

}  // namespace anqa
