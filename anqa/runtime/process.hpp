#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/pool.hpp"
#include "anqa/runtime/detail/place.hpp"
#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/message.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/timer.hpp"

namespace anqa {

/// The base of everything that runs as a process: an object with a mailbox, whose handlers run one at a
/// time. An idle process costs its object and its control block, nothing else. Applications derive from
/// GenServer (anqa/otp), not from this. It is owned by the runtime, which destroys it when it ends.
class Process {
 public:
  /// May throw, in a derived class or a member: the process then ends all the same, and the log says so.
  virtual ~Process() noexcept(false) = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* object, std::size_t size) { pool_free(object, size); }

 protected:
  Process() = default;
};

/// The process that is running; a default-made Pid outside of one.
Pid self();

/// Sends a copy or a moved value; never blocks, never fails: what is sent to a process that is gone is
/// dropped. The receiver handles it in `handle_info(const M&)` if it names M among its `Infos`, else as
/// AnyMessage.
template <class M>
void send(Pid to, M message) {
  check_message<M>();
  detail::deliver(
      to, detail::make_envelope<detail::MessageEnvelope<M>>(detail::raw_message_type<M>, std::move(message)));
}

/// Like send(), after at least `after`.
template <class M>
TimerRef send_after(Pid to, Duration after, M message) {
  check_message<M>();
  return detail::start_message_timer(
      after, to,
      detail::make_envelope<detail::MessageEnvelope<M>>(detail::raw_message_type<M>, std::move(message)));
}
/// Like send(), at `when` by the clock of the scheduler (send_after's `abs: true`); at once when that has
/// passed.
template <class M>
TimerRef send_at(Pid to, TimePoint when, M message) {
  check_message<M>();
  return detail::start_message_timer(
      when, to,
      detail::make_envelope<detail::MessageEnvelope<M>>(detail::raw_message_type<M>, std::move(message)));
}

/// Ties the fates of the calling process and `pid`: when one ends with a reason other than normal, the other
/// gets an exit signal (and one that traps exits is told of a normal end too). Linking to a process that is
/// gone signals `noproc`.
void link(Pid pid);
/// After it the link that there was has no effect on the caller any more, also when the other ends right now.
void unlink(Pid pid);

/// Asks for one Down message when `pid` ends.
MonitorRef monitor(Pid pid);
/// After it no Down of this monitor will arrive, also not one that lay in the mailbox already (OTP's
/// `flush`). True when the monitor was there and its process had not been found dead (OTP's `info`).
bool demonitor(MonitorRef monitor);

/// Sends an exit signal, as OTP's exit/2: `kill` ends any process; another reason ends one that does not trap
/// exits and is an Exit message to one that does; `normal` does nothing to a process that does not trap.
void exit(Pid pid, ExitReason reason);

/// From now on exit signals reach the calling process as Exit messages.
void trap_exit(bool on = true);

/// Gives the calling process a name, unique in this system; gone when the process ends. False when the name
/// is taken.
bool register_name(std::string_view name);
bool unregister_name(std::string_view name);
/// The process of that name; a default-made Pid when there is none.
Pid whereis(std::string_view name);

/// Says what the calling process is for, in a word or two, for whoever looks at a list of processes or a
/// crash report: `set_label("upload of " + file)`.
void set_label(std::string label);

/// True from start until the process has ended.
bool is_alive(Pid pid);

/// A message whose type the receiver does not know beforehand: see GenServer::handle_info(const AnyMessage&).
class AnyMessage {
 public:
  explicit AnyMessage(const detail::Envelope& envelope) : envelope_(envelope) {}
  /// Null when it is of another type.
  template <class M>
  const M* get_if() const {
    return envelope_.type->payload_id == detail::payload_id<M>
               ? static_cast<const M*>(envelope_.type->payload(envelope_))
               : nullptr;
  }
  std::string_view type_name() const { return envelope_.type->name(); }

 private:
  const detail::Envelope& envelope_;
};

namespace detail {

/// Runs when the process ends, before its links and monitors are told: how a registry takes a name back.
class ExitHook {
 public:
  virtual ~ExitHook() = default;
  virtual void on_exit(Pid pid) noexcept = 0;
  /// Whether it is the one for this entry: what was registered may be taken back before the process ends.
  virtual bool undoes(const void* table, std::string_view key, const void* kind) const noexcept = 0;
};
/// Adds a hook to the calling process (also from its constructor).
void add_exit_hook(std::unique_ptr<ExitHook> hook);
void remove_exit_hook(const void* table, std::string_view key, const void* kind = nullptr);

/// How a process comes to be: a slot is reserved, the object constructed in its starter's thread with self()
/// being the new pid, then it is let loose. Destroyed without commit(), it leaves no trace.
class NewProcess {
 public:
  explicit NewProcess(const Behaviour& behaviour);
  ~NewProcess();
  NewProcess(const NewProcess&) = delete;
  NewProcess& operator=(const NewProcess&) = delete;

  template <class T, class... Args>
  T& construct(Args&&... args) {
    CurrentProcess as_the_new_one(core_);
    T* object = new T(std::forward<Args>(args)...);
    adopt(object);
    return *object;
  }
  /// Calls `f()` with self() being the new process.
  template <class F>
  decltype(auto) as_the_new_one(F&& f) {
    CurrentProcess as_the_new_one(core_);
    return std::forward<F>(f)();
  }
  /// Throws std::runtime_error when another process has the name.
  void register_as(const std::string& name);
  void link_to_starter();
  /// Its starter monitors it from the beginning.
  MonitorRef monitor_by_starter();
  /// Its init() is all it does; messages wait for receive().
  void mark_as_body();
  /// Told once init() is done, or that it failed; at once when there is no init().
  void on_started(Promise<Nothing> started);
  /// on_started() for a starter that wants no exit signal when the start fails: the promise tells it.
  void on_started_quietly(Promise<Nothing> started);
  /// It hibernates when it has had nothing to do for that long.
  void hibernate_after(Duration idle);
  void bound_mailbox(MailboxLimit limit);
  /// A default-made Pid when the constructor called ignore(): there is no process then.
  Pid commit();

 private:
  void adopt(Process* object);
  ProcessCore* core_;
  ProcessCore* starter_;
  const PlacePtr* place_;
};

}  // namespace detail
}  // namespace anqa
