#include "anqa/otp/application.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

constexpr std::string_view master_name = "anqa.application";

/// The parent of the root supervisor: starts it, asks it to end, and tells main() when it has ended.
class ApplicationMaster : public GenServer {
 public:
  struct Stop {};

  /// What main() waits for; it outlives the master.
  struct Outcome {
    boost::asio::io_context loop;
    int exit_code = 1;
  };
  /// Carries a pointer across a mailbox, on purpose.
  struct Told {
    Outcome* outcome;
  };

  ApplicationMaster(Supervisor::Spec tree, Told told)
      : root_(child<Supervisor>(std::move(tree)).named(std::string(root_supervisor_name))), told_(told) {
    trap_exit();
    register_name(master_name);
    continue_with(*this, Start{});
  }

  struct Start {};
  void handle_continue(const Start&) { pid_ = root_.starter().start(root_.name(), {}); }

  void handle_cast(const Stop&) {
    stopping_ = true;
    exit(pid_, ExitReason::shutdown);
  }

  void handle_info(const Exit& ended) {
    if (ended.from == pid_) stop(ended.reason);
  }

  void terminate(const ExitReason& reason) {
    const bool orderly = stopping_ || reason.kind() == ExitReason::normal;
    if (!orderly) log_error("the application ended: " + reason.to_string());
    told_.outcome->exit_code = orderly ? 0 : 1;
    boost::asio::post(told_.outcome->loop, [outcome = told_.outcome] { outcome->loop.stop(); });
  }

 private:
  ChildSpec root_;
  Told told_;
  Pid pid_;
  bool stopping_ = false;
};

void stop_on_signal(boost::asio::signal_set& signals, bool again) {
  signals.async_wait([&signals, again](const boost::system::error_code& error, int number) {
    if (error) return;
    if (again) std::_Exit(128 + number);
    log_info("stopping in order; a second signal ends at once");
    stop_application();
    stop_on_signal(signals, true);
  });
}

}  // namespace

void stop_application() { cast(Server<ApplicationMaster>(master_name), ApplicationMaster::Stop{}); }

int run(int, char**, Supervisor::Spec tree) {
  std::signal(SIGPIPE, SIG_IGN);
  ApplicationMaster::Outcome outcome;
  auto open = boost::asio::make_work_guard(outcome.loop);
  boost::asio::signal_set signals(outcome.loop, SIGINT, SIGTERM);
  stop_on_signal(signals, false);
  {
    System system;
    start<ApplicationMaster>(std::move(tree), ApplicationMaster::Told{&outcome});
    outcome.loop.run();
  }
  return outcome.exit_code;
}

}  // namespace anqa
