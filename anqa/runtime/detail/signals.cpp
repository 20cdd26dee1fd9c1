#include "anqa/runtime/detail/signals.hpp"

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {
namespace {

std::string_view signal_name() { return "signal"; }

constexpr EnvelopeType signal_type(EnvelopeKind kind) {
  return {kind, nullptr, &signal_name, &destroy_envelope<SignalEnvelope>, nullptr, nullptr};
}
const EnvelopeType link_type = signal_type(EnvelopeKind::link);
const EnvelopeType unlink_type = signal_type(EnvelopeKind::unlink);
const EnvelopeType monitor_type = signal_type(EnvelopeKind::monitor);
const EnvelopeType demonitor_type = signal_type(EnvelopeKind::demonitor);
const EnvelopeType exit_type = signal_type(EnvelopeKind::exit);

const EnvelopeType down_type{EnvelopeKind::down,
                             payload_id<Down>,
                             &type_name<Down>,
                             &destroy_envelope<MessageEnvelope<Down>>,
                             nullptr,
                             &MessageEnvelope<Down>::payload_of};
const EnvelopeType wake_type{
    EnvelopeKind::completion, nullptr, &signal_name, &destroy_envelope<CompletionEnvelope>, nullptr, nullptr};

}  // namespace

void send_link(Pid from, Pid to, std::uint32_t id) {
  deliver(to, make_envelope<SignalEnvelope>(link_type, from, to, id));
}
void send_unlink(Pid from, Pid to, std::uint32_t id, bool receivers_own) {
  deliver(to,
          make_envelope<SignalEnvelope>(unlink_type, from, to, id | (receivers_own ? receivers_link : 0)));
}
void send_monitor(Pid from, Pid to, std::uint64_t ref) {
  deliver(to, make_envelope<SignalEnvelope>(monitor_type, from, to, ref));
}
void send_demonitor(Pid from, Pid to, std::uint64_t ref) {
  deliver(to, make_envelope<SignalEnvelope>(demonitor_type, from, to, ref));
}
void send_exit(Pid from, Pid to, ExitReason reason, bool by_link) {
  deliver(to, make_envelope<SignalEnvelope>(exit_type, from, to, 0, std::move(reason), by_link));
}
void send_forced_exit(Pid to, ExitReason reason) {
  deliver(to, make_envelope<SignalEnvelope>(exit_type, to, to, forced_exit, std::move(reason)));
}
void send_down(Pid watcher, std::uint64_t ref, Pid ended, ExitReason reason) {
  deliver(watcher,
          make_envelope<MessageEnvelope<Down>>(down_type, MonitorRef{ref}, ended, std::move(reason)));
}
void send_wake(Pid to, std::uint64_t ref) { deliver(to, make_envelope<CompletionEnvelope>(wake_type, ref)); }

}  // namespace anqa::detail
