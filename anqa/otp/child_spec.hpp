#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/base/type_name.hpp"
#include "anqa/otp/detail/behaviour.hpp"
#include "anqa/otp/via.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

struct CellLimits;

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

namespace detail {

/// What a new process is called: a registered name, or one in a registry, or both, or nothing.
struct ProcessName {
  std::string name;
  Via via;

  bool empty() const { return name.empty() && !via; }
  /// For messages.
  std::string text() const;
  /// Throws std::runtime_error when another process has it.
  void give_to(NewProcess& fresh) const;
};

const CellLimits& no_cell_limits();

/// The compiler names Options and Field when it refuses one.
template <class Options, FixedString Field, class Type>
consteval void check_cell_option() {
  static_assert(
      is_wire_able<Type>,
      "this field cannot be copied to a cell: it is no plain value, container of such, or struct of "
      "such; give its class an anqa::Wire<>");
}
template <class T>
consteval void check_cell_child() {
  if constexpr (requires { typename T::Options; }) {
    using Options = typename T::Options;
    if constexpr (has_fields_to_check<Options> && !has_wire<Options>) {
      []<std::size_t... I>(std::index_sequence<I...>) {
        (check_cell_option<Options, fixed_field_name<Options, I>(), ::anqa::field_type<Options, I>>(), ...);
      }(std::make_index_sequence<::anqa::field_count<Options>>{});
    }
  }
}

}  // namespace detail

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
    virtual Pid start(const detail::ProcessName& name, detail::Promise<detail::Nothing> started) const = 0;
    /// True when there is nothing to wait for after start(): `started` may then be a default-made Promise.
    virtual bool starts_at_once() const noexcept = 0;
    /// How the constructor arguments travel to a cell; null when they cannot.
    virtual const detail::EnvelopeType* wire_type() const noexcept { return nullptr; }
    virtual void put(WireWriter&) const {}
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
    self.name_.name = std::move(value);
    return std::forward<Self>(self);
  }
  /// Registers it in a registry: `child<Room>(…).named(Registry::via("rooms", "lobby"))`.
  template <class Self>
  Self&& named(this Self&& self, Via value) {
    self.name_.via = std::move(value);
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

  /// Runs it in an operating-system process of its own, with these limits: see anqa/cell/cell.hpp, which is
  /// to be included for it. Throws std::invalid_argument when the constructor arguments cannot be copied
  /// there.
  template <class Self>
  Self&& in_cell(this Self&& self, const CellLimits& limits = detail::no_cell_limits()) {
    if constexpr (requires { typename std::remove_cvref_t<Self>::Child; })
      detail::check_cell_child<typename std::remove_cvref_t<Self>::Child>();
    self.put_in_cell(limits);
    return std::forward<Self>(self);
  }

  std::string_view id() const { return id_.empty() ? type_ : std::string_view(id_); }
  const detail::ProcessName& name() const { return name_; }
  std::string_view type() const { return type_; }
  Restart restart() const { return restart_; }
  Shutdown shutdown() const { return shutdown_; }
  bool is_significant() const { return significant_; }
  bool is_supervisor() const { return is_supervisor_; }
  const Starter& starter() const { return *starter_; }
  const std::shared_ptr<const Starter>& shared_starter() const { return starter_; }

 private:
  void put_in_cell(const CellLimits& limits);

  std::string id_;
  detail::ProcessName name_;
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
  using Child = T;
};

namespace detail {

/// What arrives in a cell: how to start its server.
struct CellStart {
  std::shared_ptr<const ChildSpec::Starter> starter;
};
template <class T, class... Args>
Envelope* get_starter(const EnvelopeType& type, WireReader& reader, AnswerTo);
template <class T, class... Args>
inline constexpr WireOps starter_wire_ops{nullptr, &get_starter<T, Args...>};
template <class T, class... Args>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType starter_type{
    EnvelopeKind::message,
    payload_id<CellStart>,
    &type_name<T>,
    &destroy_envelope<MessageEnvelope<CellStart>>,
    nullptr,
    &MessageEnvelope<CellStart>::payload_of,
    sizeof(MessageEnvelope<CellStart>),
    false,
    &starter_wire_ops<T, Args...>};

template <class T, class... Args>
class StarterOf final : public ChildSpec::Starter {
 public:
  explicit StarterOf(Args... args) : args_(std::move(args)...) {}
  Pid start(const ProcessName& name, Promise<Nothing> started) const override {
    NewProcess fresh(server_behaviour<T>);
    if (!name.empty()) name.give_to(fresh);
    std::apply([&](const Args&... args) { fresh.construct<T>(args...); }, args_);
    fresh.link_to_starter();
    fresh.on_started(std::move(started));
    return fresh.commit();
  }
  bool starts_at_once() const noexcept override { return server_behaviour<T>.init == nullptr; }
  const EnvelopeType* wire_type() const noexcept override {
    if constexpr (can_travel) {
      return &starter_type<T, Args...>;
    } else {
      return nullptr;
    }
  }
  void put(WireWriter& writer) const override {
    if constexpr (can_travel) wire_put(args_, writer);
  }

 private:
  static constexpr bool can_travel =
      is_wire_able<std::tuple<Args...>> && (std::is_default_constructible_v<Args> && ...);
  std::tuple<Args...> args_;
};

template <class T, class... Args>
Envelope* get_starter(const EnvelopeType& type, WireReader& reader, AnswerTo) {
  std::tuple<Args...> args;
  wire_get(args, reader);
  if (reader.failed()) return nullptr;
  auto starter = std::apply(
      [](Args&... arg) { return std::make_shared<const StarterOf<T, Args...>>(std::move(arg)...); }, args);
  return make_envelope<MessageEnvelope<CellStart>>(type, std::move(starter));
}

template <class T, class... Args>
ChildSpecOf<T> make_child(Args... args) {
  static_assert(std::derived_from<T, Process>,
                "only a process can be a child of a supervisor: derive the class from GenServer");
  static_assert(
      std::is_constructible_v<T, const Args&...>,
      "this class has no public constructor for these arguments: child<T>(args…) constructs it from them at "
      "each start");
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
