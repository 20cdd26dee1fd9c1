#pragma once

#include <atomic>

#include "anqa/runtime/detail/envelope.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

/// Identifies one monitor of one process.
struct MonitorRef {
  std::uint64_t value = 0;
  friend bool operator==(const MonitorRef&, const MonitorRef&) = default;
};

/// Delivered to `handle_info` of a process that traps exits when a linked process ended, or when another
/// sent it an exit signal.
struct Exit {
  Pid from;
  ExitReason reason;
};

/// Delivered to `handle_info` of the process that called monitor(), once, when `pid` ended; at once and
/// with `noproc` when there was no such process.
struct Down {
  MonitorRef monitor;
  Pid pid;
  ExitReason reason;
};

namespace detail {

/// link, unlink, monitor, demonitor and exit between two processes.
struct SignalEnvelope : Envelope {
  SignalEnvelope(const EnvelopeType& envelope_type, Pid sender, Pid receiver, std::uint64_t reference = 0,
                 ExitReason why = {}, bool is_link = false)
      : Envelope(envelope_type),
        from(sender),
        to(receiver),
        ref(reference),
        reason(std::move(why)),
        by_link(is_link) {}
  Pid from;
  Pid to;
  std::uint64_t ref;
  ExitReason reason;
  bool by_link;  ///< an exit signal that came over a link, not from exit(pid, reason)
  /// An exit signal that no longer counts once this is true; who made the envelope keeps it alive. Null:
  /// counts.
  const std::atomic<bool>* withdrawn = nullptr;
};

/// The answer to something that a process awaits: finds its Waiter by `ref`, or is dropped when nobody waits
/// any more.
struct CompletionEnvelope : Envelope {
  CompletionEnvelope(const EnvelopeType& envelope_type, std::uint64_t reference)
      : Envelope(envelope_type), ref(reference) {}
  std::uint64_t ref;
};

/// Ends the wait `ref` for being too late.
struct TimeoutEnvelope : CompletionEnvelope {
  explicit TimeoutEnvelope(std::uint64_t reference);
};
bool is_timeout(const Envelope& envelope);

/// Ends the wait `ref`, as the connection to whom it waits for broke.
struct LostEnvelope : CompletionEnvelope {
  LostEnvelope(std::uint64_t reference, ExitReason why);
  ExitReason reason;
};
/// Null for any other envelope.
LostEnvelope* as_lost(Envelope& envelope);

/// `id` is the sender's number for the link.
void send_link(Pid from, Pid to, std::uint32_t id);
/// Undoes the link of that number; `receivers_own` says which of the two gave it.
void send_unlink(Pid from, Pid to, std::uint32_t id, bool receivers_own);
inline constexpr std::uint64_t receivers_link = std::uint64_t{1} << 32;  ///< in the `ref` of an unlink
void send_monitor(Pid from, Pid to, std::uint64_t ref);
void send_demonitor(Pid from, Pid to, std::uint64_t ref);
void send_exit(Pid from, Pid to, ExitReason reason, bool by_link);
/// Ends it whether it traps exits or not, with `reason`.
void send_forced_exit(Pid to, ExitReason reason);
inline constexpr std::uint64_t forced_exit = 1;  ///< the `ref` of such a signal
void send_down(Pid watcher, std::uint64_t ref, Pid ended, ExitReason reason);
/// Ends the wait `ref` of `to` with nothing to tell.
void send_wake(Pid to, std::uint64_t ref);

}  // namespace detail
}  // namespace anqa
