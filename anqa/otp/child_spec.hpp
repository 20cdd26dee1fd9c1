#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "anqa/base/type_name.hpp"
#include "anqa/otp/detail/behaviour.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

/// When a supervisor starts a child again.
enum class Restart : std::uint8_t {
  permanent,  ///< always
  transient,  ///< when it ended with a reason other than normal or shutdown
  temporary,  ///< never
};
inline constexpr Restart permanent = Restart::permanent;
inline constexpr Restart transient = Restart::transient;
inline constexpr Restart temporary = Restart::temporary;

/// How long a supervisor waits for a child that it has asked to end, before it kills it.
struct Shutdown {
  std::optional<Duration> limit = std::chrono::seconds(5);  ///< nothing: as long as it takes
};
inline constexpr Shutdown infinity{std::nullopt};
inline constexpr Shutdown brutal_kill{Duration::zero()};

/// One child of a supervisor: how to start it, and what to do when it ends. Made by child<T>(…), refined in a
/// chain: `child<Mailer>().named("mailer").restart(transient).shutdown(30s)`.
class ChildSpec {
 public:
  /// Makes the process; runs in the supervisor. Throws what the child's constructor throws.
  class Starter {
   public:
    virtual ~Starter() = default;
    virtual Pid start(const std::string& name, detail::Promise<detail::Nothing> started) const = 0;
  };

  ChildSpec(std::string id, std::string type, bool is_supervisor, std::shared_ptr<const Starter> starter);

  /// Unique among its siblings; the class's name unless set.
  ChildSpec&& id(std::string value) &&;
  /// Registers the child under this name, so that `Server<T>{"name"}` finds it, also after a restart.
  ChildSpec&& named(std::string value) &&;
  ChildSpec&& restart(Restart value) &&;
  ChildSpec&& shutdown(Shutdown value) &&;
  ChildSpec&& shutdown(Duration limit) &&;

  const std::string& id() const { return id_; }
  const std::string& name() const { return name_; }
  const std::string& type() const { return type_; }
  Restart restart() const { return restart_; }
  Shutdown shutdown() const { return shutdown_; }
  bool is_supervisor() const { return is_supervisor_; }
  const Starter& starter() const { return *starter_; }

 private:
  std::string id_;
  std::string name_;
  std::string type_;
  std::shared_ptr<const Starter> starter_;
  Restart restart_ = Restart::permanent;
  Shutdown shutdown_;
  bool is_supervisor_;
};

namespace detail {

template <class T, class... Args>
class StarterOf final : public ChildSpec::Starter {
 public:
  explicit StarterOf(Args... args) : args_(std::move(args)...) {}
  Pid start(const std::string& name, Promise<Nothing> started) const override {
    NewProcess fresh(server_behaviour<T>);
    if (!name.empty()) fresh.register_as(name);
    std::apply([&](const Args&... args) { fresh.construct<T>(args...); }, args_);
    fresh.link_to_starter();
    fresh.on_started(std::move(started));
    return fresh.commit();
  }

 private:
  std::tuple<Args...> args_;
};

template <class T, class... Args>
ChildSpec make_child(Args... args) {
  return ChildSpec(std::string(type_name<T>()), std::string(type_name<T>()),
                   server_behaviour<T>.is_supervisor,
                   std::make_shared<const StarterOf<T, Args...>>(std::move(args)...));
}

}  // namespace detail

/// A child of class T, constructed from these arguments at each start (they are copied).
template <class T, class... Args>
ChildSpec child(Args... args) {
  return detail::make_child<T>(std::move(args)...);
}
/// `child<RateLimiter>({.limit = 5})`
template <class T>
  requires requires { typename T::Options; }
ChildSpec child(typename T::Options options) {
  return detail::make_child<T>(std::move(options));
}

}  // namespace anqa
