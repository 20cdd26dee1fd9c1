#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

/// "permanent", "transient" or "temporary".
std::string_view to_string(Restart restart);

/// How long a supervisor waits for a child that it has asked to end, before it kills it.
struct Shutdown {
  std::optional<Duration> limit = std::chrono::seconds(5);  ///< nothing: as long as it takes
  /// Killed without being asked.
  bool is_brutal() const { return limit && *limit <= Duration::zero(); }
};
inline constexpr Shutdown infinity{std::nullopt};
inline constexpr Shutdown brutal_kill{Duration::zero()};

/// One child of a supervisor: how to start it, and what to do when it ends. Made by child<T>(…), refined in a
/// chain: `child<Mailer>().named("mailer").restart(transient).shutdown(30s)`. Copies share how to start it.
class ChildSpec {
 public:
  /// Makes the process; runs in the supervisor. Throws what the child's constructor throws.
  class Starter {
   public:
    virtual ~Starter() = default;
    /// A default-made Pid when the child's constructor chose not to run. `started` is told when init() is
    /// done, or why it failed; with reason `normal` when it chose not to run.
    virtual Pid start(const std::string& name, detail::Promise<detail::Nothing> started) const = 0;
    /// True when there is nothing to wait for after start(): `started` may then be a default-made Promise.
    virtual bool starts_at_once() const noexcept = 0;
  };

  /// `type` must live as long as the program.
  ChildSpec(std::string_view type, bool is_supervisor, std::shared_ptr<const Starter> starter);

  /// Unique among its siblings; the class's name unless set.
  template <class Self>
  Self&& id(this Self&& self, std::string value) {
    self.id_ = std::move(value);
    return std::forward<Self>(self);
  }
  /// Registers the child under this name, so that `Server<T>{"name"}` finds it, also after a restart.
  template <class Self>
  Self&& named(this Self&& self, std::string value) {
    self.name_ = std::move(value);
    return std::forward<Self>(self);
  }
  /// permanent unless set.
  template <class Self>
  Self&& restart(this Self&& self, Restart value) {
    self.restart_ = value;
    return std::forward<Self>(self);
  }
  /// 5 s unless set; infinity for a supervisor.
  template <class Self>
  Self&& shutdown(this Self&& self, Shutdown value) {
    self.shutdown_ = value;
    return std::forward<Self>(self);
  }
  template <class Self>
  Self&& shutdown(this Self&& self, Duration limit) {
    self.shutdown_ = Shutdown{limit};
    return std::forward<Self>(self);
  }
  /// Its end may end its supervisor: see Supervisor::Spec::auto_shutdown. Only for a transient or temporary
  /// child.
  template <class Self>
  Self&& significant(this Self&& self, bool value = true) {
    self.significant_ = value;
    return std::forward<Self>(self);
  }

  std::string_view id() const { return id_.empty() ? type_ : std::string_view(id_); }
  const std::string& name() const { return name_; }
  std::string_view type() const { return type_; }
  Restart restart() const { return restart_; }
  Shutdown shutdown() const { return shutdown_; }
  bool is_significant() const { return significant_; }
  bool is_supervisor() const { return is_supervisor_; }
  const Starter& starter() const { return *starter_; }
  const std::shared_ptr<const Starter>& shared_starter() const { return starter_; }

 private:
  std::string id_;
  std::string name_;
  std::string_view type_;
  std::shared_ptr<const Starter> starter_;
  Shutdown shutdown_;
  Restart restart_ = Restart::permanent;
  bool significant_ = false;
  bool is_supervisor_;
};

/// A ChildSpec that still knows the child's class; it holds nothing more, so that it becomes a ChildSpec
/// wherever one is wanted.
template <class T>
class ChildSpecOf : public ChildSpec {
 public:
  using ChildSpec::ChildSpec;
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
  bool starts_at_once() const noexcept override { return server_behaviour<T>.init == nullptr; }

 private:
  std::tuple<Args...> args_;
};

template <class T, class... Args>
ChildSpecOf<T> make_child(Args... args) {
  return ChildSpecOf<T>(type_name<T>(), server_behaviour<T>.is_supervisor,
                        std::make_shared<const StarterOf<T, Args...>>(std::move(args)...));
}

}  // namespace detail

/// A child of class T, constructed from these arguments at each start (they are copied).
template <class T, class... Args>
ChildSpecOf<T> child(Args... args) {
  return detail::make_child<T>(std::move(args)...);
}
/// `child<RateLimiter>({.limit = 5})`
template <class T>
  requires requires { typename T::Options; }
ChildSpecOf<T> child(typename T::Options options) {
  return detail::make_child<T>(std::move(options));
}

}  // namespace anqa
