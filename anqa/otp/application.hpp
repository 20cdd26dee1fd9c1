#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/otp/config.hpp"
#include "anqa/otp/supervisor.hpp"

namespace anqa {

/// One key of an application's configuration, with its default: `{"port", 4000}`; or `required<int>("port")`.
/// An application that names its keys has them checked before it starts: an unknown one, a missing one and a
/// value of another type are errors.
class ConfigKey {
 public:
  template <class T>
  ConfigKey(std::string name, const T& value) : ConfigKey(of<T>(std::move(name))) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
      default_text = std::string(std::string_view(value));
    } else {
      default_text = ConfigType<T>::print(value);
    }
  }
  template <class T>
  static ConfigKey of(std::string name) {
    using Value = std::conditional_t<std::convertible_to<const T&, std::string_view>, std::string, T>;
    ConfigKey key;
    key.name = std::move(name);
    key.expected = ConfigType<Value>::expected();
    key.accepts = [](std::string_view text) { return ConfigType<Value>::parse(text).has_value(); };
    return key;
  }

  std::string name;
  std::optional<std::string> default_text;
  std::string expected;
  bool (*accepts)(std::string_view) = nullptr;

 private:
  ConfigKey() = default;
};
template <class T>
ConfigKey required(std::string name) {
  return ConfigKey::of<T>(std::move(name));
}

/// A part of a program that is started and stopped as a whole: OTP's application.
struct Application {
  struct Phase {
    std::string name;
    Task<void> (*run)();
  };

  std::string name;  ///< the section of the configuration, too
  std::vector<std::string> depends_on =
      {};                              ///< applications that run before it starts, and until it has stopped
  std::vector<ConfigKey> config = {};  ///< its keys and their defaults; empty: any
  /// Its tree; called in its supervisor, when what it depends on runs.
  std::function<Supervisor::Spec()> start;
  std::vector<Phase> start_phases =
      {};  ///< run in order once the tree stands; one that throws fails the start
  Task<void> (*prep_stop)() = nullptr;  ///< before the tree is stopped
  Task<void> (*stop)() = nullptr;       ///< after the tree has stopped
  /// permanent: its end ends the program, in order. transient: only when it did not end in order (it gave up,
  /// or was killed). temporary: the others go on without it. None is ever started again.
  Restart type = permanent;
};

/// The tree of these applications: each a child of its name, those that others depend on first; a child of
/// it is what `Supervisor::start_child(Server<Supervisor>{root_supervisor_name}, application_child(…))` adds
/// to the running program. Throws std::invalid_argument when one depends on what is not among them or, by way
/// of others, on itself, and ConfigError when a configuration is wrong.
Supervisor::Spec application_tree(std::vector<Application> applications);
ChildSpec application_child(Application application);

/// Runs a program: takes `--config FILE` and `--set APP.KEY=VALUE` from the command line, starts the
/// applications under a root supervisor, and waits. SIGINT or SIGTERM stop it in order, the last child first;
/// a second signal ends the program at once (exit code 128 + its number). What has not stopped after
/// `anqa.shutdown_timeout` (30 s unless configured) is killed. SIGUSR1 writes the tree of all processes, and
/// what each is doing, to the log. Ignores SIGPIPE. Returns the program's exit code: 0 after an orderly stop,
/// 1 when it was not configured right, could not start, gave up or had to be killed.
int run(int argc, char** argv, std::vector<Application> applications);
/// The same for a program that is one tree.
int run(int argc, char** argv, Supervisor::Spec tree);
/// The same for a tree that depends on the configuration: called when that has been read.
int run(int argc, char** argv, Supervisor::Spec (*tree)());

/// Asks the running program to stop in order, as a signal would. From any process.
void stop_application();

}  // namespace anqa
