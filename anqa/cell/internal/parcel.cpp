#include "anqa/cell/internal/parcel.hpp"

#include <memory>
#include <mutex>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/internal/router.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::cell {
namespace {

using detail::CompletionEnvelope;
using detail::EnvelopeKind;
using detail::SignalEnvelope;

struct CheckedType : EnvelopeType {
  CheckedType(const EnvelopeType& type, const EnvelopeType* original);
  const EnvelopeType* real;
};

Task<void> run_checked(Process& process, Envelope& envelope) {
  const auto& type = static_cast<const CheckedType&>(*envelope.type);
  if (type.is_for(process)) return type.real->handle(process, envelope);
  log_error("a cell sent " + std::string(type.name()) + " to process " + self().to_string() +
            ", which is no server that handles it; dropped");
  return {};
}

CheckedType::CheckedType(const EnvelopeType& type, const EnvelopeType* original)
    : EnvelopeType(type), real(original) {
  handle = &run_checked;
}

const EnvelopeType& real_type(const EnvelopeType& type) {
  return type.handle == &run_checked ? *static_cast<const CheckedType&>(type).real : type;
}

FrameKind frame_of(EnvelopeKind kind) {
  switch (kind) {
    case EnvelopeKind::exit:
      return FrameKind::exit;
    case EnvelopeKind::link:
      return FrameKind::link;
    case EnvelopeKind::unlink:
      return FrameKind::unlink;
    case EnvelopeKind::monitor:
      return FrameKind::monitor;
    default:
      return FrameKind::demonitor;
  }
}

void append_down(std::string& out, Pid to, const Down& down) {
  append_frame(out, FrameKind::down, [&](WireWriter& writer) {
    writer.raw(to);
    writer.raw(down.monitor.value);
    writer.raw(down.pid);
    detail::wire_put(down.reason, writer);
  });
}

void append_exit(std::string& out, Pid from, Pid to, const ExitReason& reason, bool by_link) {
  append_frame(out, FrameKind::exit, [&](WireWriter& writer) {
    writer.raw(from);
    writer.raw(to);
    detail::wire_put(reason, writer);
    writer.raw(by_link);
  });
}

}  // namespace

const EnvelopeType& checked(const EnvelopeType& type) {
  if (!type.handle || !type.is_for) return type;
  static std::mutex mutex;
  static auto& types = *new std::vector<std::unique_ptr<const CheckedType>>(detail::type_count());
  std::scoped_lock lock(mutex);
  auto& found = types[detail::type_number(type)];
  if (!found) found = std::make_unique<const CheckedType>(type, &type);
  return *found;
}

bool can_travel(const Envelope& envelope) {
  const EnvelopeType& type = real_type(*envelope.type);
  switch (type.kind) {
    case EnvelopeKind::message:
      return type.payload_id == detail::payload_id<Exit> ||
             (type.wire && type.wire->put && detail::type_number(type) < detail::type_count());
    case EnvelopeKind::completion:
      return type.wire && detail::type_number(type) < detail::type_count();
    case EnvelopeKind::inspect:
    case EnvelopeKind::system:
      return false;
    default:
      return true;
  }
}

bool is_for_the_application(const EnvelopeType& type) {
  const void* payload = type.payload_id;
  return payload == detail::payload_id<Exit> || payload == detail::payload_id<Down> ||
         payload == detail::payload_id<SocketEvent> || payload == detail::payload_id<CellReady> ||
         payload == detail::payload_id<CellGone> || payload == detail::payload_id<NoCell> ||
         payload == detail::payload_id<Routed>;
}

std::string cannot_travel(const Envelope& envelope) {
  return std::string(envelope.type->name()) +
         " cannot be sent to or from a cell: it is no plain struct of values, and has no anqa::Wire<> of its "
         "own";
}

AnswerTo append_parcel(std::string& out, Pid to, Envelope& envelope, const EnvelopeType*& answer) {
  const EnvelopeType& type = real_type(*envelope.type);
  answer = nullptr;
  switch (type.kind) {
    case EnvelopeKind::message: {
      if (type.payload_id == detail::payload_id<Exit>) {
        const auto& exit = static_cast<detail::MessageEnvelope<Exit>&>(envelope).message;
        append_exit(out, exit.from, to, exit.reason, false);
        return {};
      }
      // Whom to answer is known only after the payload has been written.
      std::size_t at = 0;
      AnswerTo answer_to;
      append_frame(out, FrameKind::message, [&](WireWriter& writer) {
        writer.raw(to);
        writer.raw(detail::type_number(type));
        at = out.size();
        writer.raw(AnswerTo{});
        answer_to = type.wire->put(envelope, writer);
      });
      out.replace(at, sizeof answer_to, reinterpret_cast<const char*>(&answer_to), sizeof answer_to);
      answer = type.wire->answer;
      return answer_to;
    }
    case EnvelopeKind::completion:
      append_frame(out, FrameKind::answer, [&](WireWriter& writer) {
        writer.raw(to);
        writer.raw(static_cast<CompletionEnvelope&>(envelope).ref);
        writer.raw(detail::type_number(type));
        type.wire->put(envelope, writer);
      });
      return {};
    case EnvelopeKind::down:
      append_down(out, to, static_cast<detail::MessageEnvelope<Down>&>(envelope).message);
      return {};
    case EnvelopeKind::exit: {
      auto& signal = static_cast<SignalEnvelope&>(envelope);
      append_exit(out, signal.from, to, signal.reason, signal.by_link);
      return {};
    }
    default: {
      auto& signal = static_cast<SignalEnvelope&>(envelope);
      append_frame(out, frame_of(type.kind), [&](WireWriter& writer) {
        writer.raw(signal.from);
        writer.raw(to);
        writer.raw(signal.ref);
      });
      return {};
    }
  }
}

}  // namespace anqa::cell
