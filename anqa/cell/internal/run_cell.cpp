#include <cxxabi.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "anqa/cell/cell.hpp"
#include "anqa/cell/internal/guard.hpp"
#include "anqa/cell/internal/host.hpp"
#include "anqa/cell/internal/start_order.hpp"
#include "anqa/cell/internal/zygote.hpp"
#include "anqa/otp/child_spec.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

namespace anqa::cell {
namespace {

bool in_cell = false;

/// What threw in the constructor, as what would have left a handler.
ExitReason crash_of(const std::exception& error) {
  int status = 0;
  char* name = abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status);
  CrashInfo info{.exception_type = status == 0 ? name : typeid(error).name(),
                 .what = error.what(),
                 .message = "constructor"};
  std::free(name);
  return ExitReason::crashed(std::move(info));
}

/// Waits until the server's init() is done.
struct StartAwaiter : detail::ValueWaiter<detail::Nothing> {
  StartAwaiter(const ChildSpec::Starter* child, Pid outside) : starter(child), parent(outside) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    pid = starter->start(detail::ProcessName{}, promise());
    // It has not run yet. Its parent is who started the process that stands for it.
    if (detail::ProcessCore* core = detail::find_core(System::current(), pid)) core->parent = parent;
  }
  std::optional<ExitReason> await_resume() {
    if (value_) return std::nullopt;
    return std::move(failure_);
  }
  const ChildSpec::Starter* starter;
  Pid parent;
  Pid pid;
};

/// The parent of the server in here: starts it in the place of the process that stands for it outside.
Task<void> run_server(Host* host, const StartOrder* order, const ChildSpec::Starter* starter) {
  guard_this_thread();
  spawn(&Host::serve, host);
  trap_exit();
  System& system = System::current();
  detail::lend_pid(system, order->server);
  StartAwaiter start(starter, order->parent);
  std::optional<ExitReason> failure;
  try {
    // It cannot run before this process waits: there is one thread.
    failure = co_await start;
  } catch (const std::exception& error) {
    host->end(crash_of(error));
  } catch (...) {
    host->end(ExitReason::crashed({.exception_type = "(unknown)", .what = {}, .message = "constructor"}));
  }
  if (failure) host->end(*failure);
  if (!start.pid) host->end(ExitReason::normal);
  host->tell_started();
  auto ended = co_await down(start.pid);
  host->end(ended ? *ended : ExitReason::noproc);
}

}  // namespace

void run_cell(int socket, CellPage& page) {
  in_cell = true;
  Host host(socket);
  StartOrder order;
  std::string arguments;
  if (!host.receive_order(order, arguments)) ::_exit(0);
  set_log_level(order.log_level);
  set_log_sink(&host);
  host.set_server(order.server);
  block_guard_signal();
  if (std::string failure = apply_limits(order.limits, page); !failure.empty()) host.end(ExitReason(failure));

  const EnvelopeType* type = detail::type_of_number(order.type);
  WireReader reader(arguments.data(), arguments.size());
  EnvelopePtr envelope(type && type->wire ? type->wire->get(*type, reader, {}) : nullptr);
  if (!envelope || !reader.done())
    host.end(ExitReason("the constructor arguments did not arrive in the cell"));
  auto starter = static_cast<const detail::CellStart*>(type->payload(*envelope))->starter;

  // One thread: what shares a cell shares its end, and a cell that waits costs next to nothing.
  System system(std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = 1}), order.node,
                order.first_serial);
  system.set_router(&host);
  System::Scope scope(system);
  spawn(&run_server, &host, &order, starter.get());
  host.end(ExitReason(watch_limits(order.limits, page)));
}

}  // namespace anqa::cell

namespace anqa {
bool is_cell() { return cell::in_cell; }
}  // namespace anqa
