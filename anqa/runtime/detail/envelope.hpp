#pragma once

#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/pool.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/runtime/detail/wire_codec.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

class Process;
class ExitReason;

namespace detail {

struct Envelope;

/// What an envelope in a mailbox is. Everything but `message` is a signal: the runtime acts on it when it
/// takes it out of the inbox, even while a handler of the process is suspended.
enum class EnvelopeKind : std::uint8_t {
  message,
  completion,
  exit,
  down,
  link,
  unlink,
  monitor,
  demonitor,
  inspect,
  system  ///< work to do between two messages, see system_message.hpp
};

struct EnvelopeType;

/// Whom to answer, and under which reference: what a Promise is on the wire.
struct AnswerTo {
  Pid pid;
  std::uint64_t ref = 0;
};

/// How envelopes of one kind of payload travel to a cell and back.
struct WireOps {
  /// Takes the envelope's Promise out of it, if it has one: the caller sees to the answer.
  AnswerTo (*put)(Envelope&, WireWriter&);
  /// Null when the bytes are no such payload.
  Envelope* (*get)(const EnvelopeType&, WireReader&, AnswerTo);
  const EnvelopeType* answer = nullptr;  ///< of a call: what it is answered with
  /// Of an answer: one that says why there is none.
  Envelope* (*failure)(const EnvelopeType&, std::uint64_t ref, ExitReason reason) = nullptr;
};

/// One static object per kind of payload (and receiver): what to do with an envelope whose type is erased.
/// Those that may travel lie side by side in the section "anqa_types", so that the same program in another
/// process knows each by its place there; hence the alignment, and that the section is not to be mixed.
struct alignas(16) EnvelopeType {
  EnvelopeKind kind;
  const void* payload_id;                     ///< identity of the payload's type, see payload_id<M>
  std::string_view (*name)();                 ///< of the payload's type, for logs
  void (*destroy)(Envelope*) noexcept;        ///< destroys and frees
  Task<void> (*handle)(Process&, Envelope&);  ///< runs it on its receiver; null: the receiver decides by type
  const void* (*payload)(const Envelope&) noexcept;  ///< the payload's address
  std::uint32_t size = 0;                            ///< bytes of the envelope; 0: not said
  bool is_call = false;                              ///< somebody waits for an answer
  const WireOps* wire = nullptr;                     ///< null: cannot leave this operating-system process
  bool (*is_for)(Process&) = nullptr;                ///< whether `handle` may run on this process
};

/// A message on its way. Owned by exactly one place at a time: the sender, a mailbox, or the run of its
/// handler.
struct Envelope {
  explicit Envelope(const EnvelopeType& envelope_type) : type(&envelope_type) {}
  Envelope(const Envelope&) = delete;
  Envelope& operator=(const Envelope&) = delete;

  Envelope* next = nullptr;
  const EnvelopeType* type;
  std::uint32_t serial = 0;  ///< of the receiver that was meant: a later tenant of the slot must not see it
  bool counted = false;      ///< it takes up room in a bounded mailbox, see mailbox_bound.hpp
  bool own = false;          ///< its receiver asked for it (a timer, readiness): not dropped for want of room

 protected:
  ~Envelope() = default;
};

template <class M>
inline constexpr char payload_tag = 0;
/// The identity of a payload type.
template <class M>
inline constexpr const void* payload_id = &payload_tag<M>;

/// Makes and frees envelopes of a concrete type in the pool.
template <class E, class... Args>
E* make_envelope(Args&&... args) {
  static_assert(alignof(E) <= 16);
  return ::new (pool_allocate(sizeof(E))) E(std::forward<Args>(args)...);
}
template <class E>
void destroy_envelope(Envelope* envelope) noexcept {
  auto* concrete = static_cast<E*>(envelope);
  concrete->~E();
  pool_free(concrete, sizeof(E));
}

/// Owns an envelope for a scope.
class EnvelopePtr {
 public:
  EnvelopePtr() = default;
  explicit EnvelopePtr(Envelope* envelope) : envelope_(envelope) {}
  EnvelopePtr(EnvelopePtr&& other) noexcept : envelope_(std::exchange(other.envelope_, nullptr)) {}
  EnvelopePtr& operator=(EnvelopePtr&& other) noexcept {
    reset(std::exchange(other.envelope_, nullptr));
    return *this;
  }
  ~EnvelopePtr() { reset(); }

  void reset(Envelope* envelope = nullptr) {
    if (Envelope* old = std::exchange(envelope_, envelope)) old->type->destroy(old);
  }
  Envelope* release() { return std::exchange(envelope_, nullptr); }
  Envelope* get() const { return envelope_; }
  Envelope* operator->() const { return envelope_; }
  Envelope& operator*() const { return *envelope_; }
  explicit operator bool() const { return envelope_ != nullptr; }

 private:
  Envelope* envelope_ = nullptr;
};

/// A message whose handler is chosen by the receiver from its type: `send(pid, message)`.
template <class M>
struct MessageEnvelope : Envelope {
  template <class... Args>
  explicit MessageEnvelope(const EnvelopeType& envelope_type, Args&&... args)
      : Envelope(envelope_type), message{std::forward<Args>(args)...} {}
  M message;

  static const void* payload_of(const Envelope& envelope) noexcept {
    return &static_cast<const MessageEnvelope&>(envelope).message;
  }
};

template <class M>
AnswerTo put_message(Envelope& envelope, WireWriter& writer) {
  wire_put(static_cast<MessageEnvelope<M>&>(envelope).message, writer);
  return {};
}
template <class M>
Envelope* get_message(const EnvelopeType& type, WireReader& reader, AnswerTo) {
  EnvelopePtr envelope(make_envelope<MessageEnvelope<M>>(type));
  wire_get(static_cast<MessageEnvelope<M>&>(*envelope).message, reader);
  return reader.failed() ? nullptr : envelope.release();
}
template <class M>
inline constexpr WireOps message_wire_ops{&put_message<M>, &get_message<M>};
template <class M>
consteval const WireOps* message_wire() {
  if constexpr (is_wire_able<M> && std::is_default_constructible_v<M>) {
    return &message_wire_ops<M>;
  } else {
    return nullptr;
  }
}

template <class M>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType raw_message_type{
    EnvelopeKind::message,
    payload_id<M>,
    &type_name<M>,
    &destroy_envelope<MessageEnvelope<M>>,
    nullptr,
    &MessageEnvelope<M>::payload_of,
    sizeof(MessageEnvelope<M>),
    false,
    message_wire<M>()};

}  // namespace detail
}  // namespace anqa
