#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include "anqa/base/log.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/otp/internal/config_store.hpp"

namespace anqa {
namespace {

/// The top of an application's tree.
class ApplicationSupervisor : public Supervisor {
 public:
  explicit ApplicationSupervisor(std::shared_ptr<const Application> application)
      : Supervisor(application->start ? application->start() : Spec{}),
        application_(std::move(application)) {}

  Task<void> init() {
    if (!co_await start_children()) co_return;
    for (const Application::Phase& phase : application_->start_phases) {
      std::optional<std::string> failure;
      try {
        co_await phase.run();
      } catch (const std::exception& error) {
        failure = error.what();
      } catch (...) {
        failure = "it threw something that is no std::exception";
      }
      if (!failure) continue;
      co_await Supervisor::terminate(ExitReason::shutdown);
      throw std::runtime_error("application \"" + application_->name + "\": start phase \"" + phase.name +
                               "\" failed: " + *failure);
    }
  }

  Task<void> terminate(ExitReason reason) {
    co_await attempt(application_->prep_stop, "prep_stop");
    co_await Supervisor::terminate(std::move(reason));
    co_await attempt(application_->stop, "stop");
  }

 private:
  ExitReason give_up_reason(const std::string& why) const override { return ExitReason("gave up: " + why); }

  /// The tree is stopped whatever these do.
  Task<void> attempt(Task<void> (*callback)(), std::string_view what) {
    if (!callback) co_return;
    try {
      co_await callback();
    } catch (const std::exception& error) {
      log_error("application \"" + application_->name + "\": " + std::string(what) +
                " threw: " + error.what());
    } catch (...) {
      log_error("application \"" + application_->name + "\": " + std::string(what) +
                " threw something that is no std::exception");
    }
  }

  std::shared_ptr<const Application> application_;
};

/// Puts what others depend on first, else keeps the order given.
class StartOrder {
 public:
  explicit StartOrder(const std::vector<Application>& applications) : applications_(applications) {
    for (std::size_t i = 0; i < applications.size(); ++i) {
      if (applications[i].name.empty()) throw std::invalid_argument("an application needs a name");
      if (!index_.emplace(applications[i].name, i).second) {
        throw std::invalid_argument("two applications have the name \"" + applications[i].name + "\"");
      }
    }
    visited_.resize(applications.size());
    for (std::size_t i = 0; i < applications.size(); ++i) visit(i);
  }
  std::vector<std::size_t> order;

 private:
  void visit(std::size_t index) {
    const Application& application = applications_[index];
    if (auto begin = std::ranges::find(path_, index); begin != path_.end()) {
      std::string circle;
      for (; begin != path_.end(); ++begin) circle += applications_[*begin].name + " → ";
      throw std::invalid_argument("applications depend on each other in a circle: " + circle +
                                  application.name);
    }
    if (visited_[index]) return;
    visited_[index] = true;
    path_.push_back(index);
    for (const std::string& name : application.depends_on) {
      const auto found = index_.find(name);
      if (found == index_.end()) {
        std::string given;
        for (const Application& other : applications_) given += (given.empty() ? "" : ", ") + other.name;
        throw std::invalid_argument("application \"" + application.name + "\" depends on \"" + name +
                                    "\", which is not among them: " + given);
      }
      visit(found->second);
    }
    path_.pop_back();
    order.push_back(index);
  }

  const std::vector<Application>& applications_;
  std::map<std::string_view, std::size_t> index_;
  std::vector<bool> visited_;
  std::vector<std::size_t> path_;
};

/// Stores the defaults, and throws ConfigError when something is set wrong.
void check_config(const Application& application) {
  if (application.config.empty()) return;
  std::string known;
  std::vector<detail::ConfigSetting> defaults;
  for (const ConfigKey& key : application.config) {
    known += (known.empty() ? "" : ", ") + key.name;
    if (!key.default_text) continue;
    defaults.push_back({application.name, key.name, {*key.default_text, "its default"}});
  }
  detail::store_config(detail::ConfigLevel::defaults, std::move(defaults));
  for (const detail::ConfigSetting& given : detail::given_config(application.name)) {
    if (std::ranges::find(application.config, given.key, &ConfigKey::name) != application.config.end())
      continue;
    throw ConfigError(given.value.origin + ": application \"" + application.name + "\" has no key \"" +
                      given.key + "\"; it has: " + known);
  }
  for (const ConfigKey& key : application.config) {
    const auto value = detail::find_config(application.name, key.name);
    if (!value) throw ConfigError(detail::missing_config(application.name, key.name, key.expected).message);
    if (key.accepts(value->text)) continue;
    throw ConfigError(detail::bad_config(application.name, key.name, *value, key.expected).message);
  }
}

}  // namespace

ChildSpec application_child(Application application) {
  check_config(application);
  const Restart type = application.type;
  std::string name = application.name;
  return child<ApplicationSupervisor>(std::make_shared<const Application>(std::move(application)))
      .id(std::move(name))
      .restart(type);
}

Supervisor::Spec application_tree(std::vector<Application> applications) {
  const StartOrder sorted(applications);
  Supervisor::Spec spec{.max_restarts = 0};
  for (std::size_t index : sorted.order) {
    spec.children.push_back(application_child(std::move(applications[index])));
  }
  return spec;
}

}  // namespace anqa
