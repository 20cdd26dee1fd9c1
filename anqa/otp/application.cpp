#include "anqa/otp/application.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/otp/tree_dump.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

constexpr std::string_view master_name = "anqa.application";

/// What main() does while the processes run; it outlives them.
class MainLoop {
 public:
  explicit MainLoop(Duration shutdown_limit) : shutdown_limit_(shutdown_limit) {
    const std::scoped_lock lock(current_mutex);
    current = this;
  }
  ~MainLoop() {
    const std::scoped_lock lock(current_mutex);
    current = nullptr;
  }

  /// That of the program that runs, if one does: from now on its tree has the limit's time to stop. Any
  /// thread; needs no process to run.
  static void begin_shutdown() {
    const std::scoped_lock lock(current_mutex);
    if (current) boost::asio::post(current->loop, [main = current] { main->start_deadline(); });
  }

  /// The tree has ended, the loop too. What is left is work in blocking(), which nobody can kill.
  void wait_for_blocking_work() { end_at_the_latest_after(shutdown_limit_); }

  boost::asio::io_context loop;
  int exit_code = 1;

 private:
  void start_deadline() {
    if (std::exchange(stopping_, true)) return;
    deadline_.expires_after(shutdown_limit_);
    deadline_.async_wait([this](const boost::system::error_code& error) {
      if (!error) kill();
    });
  }
  void kill() {
    log_error("not stopped within " + ConfigType<Duration>::print(shutdown_limit_) +
              "; killing what is left");
    exit(root_supervisor(), ExitReason::kill);
    // A handler that does not give its thread back cannot be killed.
    end_at_the_latest_after(std::chrono::seconds(1));
  }
  void end_at_the_latest_after(Duration limit) {
    last_resort_ = std::jthread([limit](const std::stop_token& stopped) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any never;
      never.wait_for(lock, stopped, limit, [] { return false; });
      if (!stopped.stop_requested()) std::_Exit(1);
    });
  }

  static inline std::mutex current_mutex;
  static inline MainLoop* current = nullptr;

  boost::asio::steady_timer deadline_{loop};
  const Duration shutdown_limit_;
  bool stopping_ = false;
  std::jthread last_resort_;
};

/// The parent of the root supervisor: starts it, asks it to end, and tells main() when it has ended.
class ApplicationMaster : public GenServer {
 public:
  struct Stop {};
  struct Start {};
  /// Carries a pointer across a mailbox, on purpose.
  struct Told {
    MainLoop* main;
  };

  ApplicationMaster(Supervisor::Spec tree, Told told)
      : root_(child<Supervisor>(std::move(tree)).named(std::string(root_supervisor_name))), told_(told) {
    trap_exit();
    register_name(master_name);
    continue_with(*this, Start{});
  }

  void handle_continue(const Start&) {
    const auto place = std::make_shared<const detail::Place>(detail::Place{"root", nullptr});
    const detail::StartingAt here(place);
    pid_ = root_.starter().start(root_.name(), {});
  }

  void handle_cast(const Stop&) {
    stopping_ = true;
    exit(pid_, ExitReason::shutdown);
  }

  void handle_info(const Exit& ended) {
    if (ended.from == pid_) stop(ended.reason);
  }

  void terminate(const ExitReason& reason) {
    const bool orderly = reason.kind() == ExitReason::normal || (stopping_ && reason.is_orderly());
    if (!orderly) log_error("the application ended: " + reason.to_string());
    told_.main->exit_code = orderly ? 0 : 1;
    boost::asio::post(told_.main->loop, [main = told_.main] { main->loop.stop(); });
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

/// For whoever wonders what the program is doing.
void show_tree_on_signal(boost::asio::signal_set& signals) {
  signals.async_wait([&signals](const boost::system::error_code& error, int) {
    if (error) return;
    log_tree();
    show_tree_on_signal(signals);
  });
}

int run_tree(Supervisor::Spec tree, Duration shutdown_limit) {
  std::signal(SIGPIPE, SIG_IGN);
  MainLoop main(shutdown_limit);
  auto open = boost::asio::make_work_guard(main.loop);
  boost::asio::signal_set signals(main.loop, SIGINT, SIGTERM);
  stop_on_signal(signals, false);
  boost::asio::signal_set looks(main.loop, SIGUSR1);
  show_tree_on_signal(looks);
  {
    System system;
    start<ApplicationMaster>(std::move(tree), ApplicationMaster::Told{&main});
    main.loop.run();
    signals.clear();  // nobody handles them any more: they end the program
    main.wait_for_blocking_work();
  }
  return main.exit_code;
}

/// `make` gives the tree, once the configuration has been read.
template <class Make>
int configure_and_run(int argc, char** argv, Make make) {
  auto configured = configure(argc, argv);
  if (!configured) {
    log_error(configured.error().message);
    return 1;
  }
  std::optional<Supervisor::Spec> tree;
  Duration limit{};
  try {
    limit = get_env<Duration>("anqa", "shutdown_timeout", std::chrono::seconds(30));
    tree = make();
  } catch (const std::exception& error) {
    log_error(error.what());
    return 1;
  }
  return run_tree(std::move(*tree), limit);
}

}  // namespace

void stop_application() {
  MainLoop::begin_shutdown();
  cast(Server<ApplicationMaster>(master_name), ApplicationMaster::Stop{});
}

int run(int argc, char** argv, Supervisor::Spec tree) {
  return configure_and_run(argc, argv, [&] { return std::move(tree); });
}
int run(int argc, char** argv, Supervisor::Spec (*tree)()) { return configure_and_run(argc, argv, tree); }
int run(int argc, char** argv, std::vector<Application> applications) {
  return configure_and_run(argc, argv, [&] { return application_tree(std::move(applications)); });
}

}  // namespace anqa
