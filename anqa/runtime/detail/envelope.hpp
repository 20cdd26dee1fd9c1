#pragma once

#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/pool.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

class Process;

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

/// One static object per kind of payload (and receiver): what to do with an envelope whose type is erased.
struct EnvelopeType {
  EnvelopeKind kind;
  const void* payload_id;                     ///< identity of the payload's type, see payload_id<M>
  std::string_view (*name)();                 ///< of the payload's type, for logs
  void (*destroy)(Envelope*) noexcept;        ///< destroys and frees
  Task<void> (*handle)(Process&, Envelope&);  ///< runs it on its receiver; null: the receiver decides by type
  const void* (*payload)(const Envelope&) noexcept;  ///< the payload's address
  std::uint32_t size = 0;                            ///< bytes of the envelope; 0: not said
  bool is_call = false;                              ///< somebody waits for an answer
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
inline constexpr EnvelopeType raw_message_type{EnvelopeKind::message,
                                               payload_id<M>,
                                               &type_name<M>,
                                               &destroy_envelope<MessageEnvelope<M>>,
                                               nullptr,
                                               &MessageEnvelope<M>::payload_of,
                                               sizeof(MessageEnvelope<M>)};

}  // namespace detail
}  // namespace anqa
