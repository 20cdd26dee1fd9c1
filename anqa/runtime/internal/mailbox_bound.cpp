#include "anqa/runtime/internal/mailbox_bound.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>

#include "anqa/base/log.hpp"
#include "anqa/runtime/internal/ending.hpp"

namespace anqa {
namespace {

std::atomic<std::uint32_t> warning_length{10'000};

}  // namespace

void warn_of_mailboxes_over(std::uint32_t length) { warning_length.store(length, std::memory_order_relaxed); }

const ExitReason& overloaded() {
  static const ExitReason reason("overloaded");
  return reason;
}

void mailbox_limit(MailboxLimit limit) {
  detail::set_mailbox_limit(detail::require_core("mailbox_limit()"), limit);
}

namespace detail {
namespace {

// How a MailboxLimit lies in ProcessCore::bound: two bits of policy above the length.
constexpr unsigned length_bits = 30;
constexpr std::uint32_t longest = (1U << length_bits) - 1;
Overflow policy_of(std::uint32_t bound) { return static_cast<Overflow>(bound >> length_bits); }
std::uint32_t length_of(std::uint32_t bound) { return bound & longest; }

std::string label(const ProcessCore& core) {
  auto* behaviour = std::atomic_ref(const_cast<const Behaviour*&>(core.behaviour)).load();
  return "process " + core.pid().to_string() + " " + std::string(behaviour ? behaviour->name() : "(ended)");
}

/// Whether this message may be dropped: not what says that another process has ended, nor what the process
/// itself asked for, which comes once.
bool is_ordinary(const Envelope& envelope) {
  return envelope.type->kind == EnvelopeKind::message && !envelope.own &&
         envelope.type->payload_id != payload_id<Exit>;
}

/// "most of them shop::Tick (9,120)"
std::string most_common(const ProcessCore& core) {
  std::unordered_map<const EnvelopeType*, std::uint32_t> counts;
  for (const Envelope* each = core.queue_head; each; each = each->next) ++counts[each->type];
  auto most = std::max_element(counts.begin(), counts.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) return {};
  return "; most of them are " + std::string(most->first->name()) + " (" + std::to_string(most->second) + ")";
}

/// Counts a message that was dropped; has a word in the log for the first and then for each doubling.
void note_refusal(ProcessCore& core, const Envelope& envelope, std::uint32_t bound) {
  const std::uint32_t refused = core.refused.fetch_add(1, std::memory_order_relaxed) + 1;
  if (!std::has_single_bit(refused)) return;
  log_warning(label(core) + " has as many messages waiting as its mailbox takes (" +
              std::to_string(length_of(bound)) + "); dropped so far: " + std::to_string(refused) +
              ", the last one " + std::string(envelope.type->name()));
}

void refuse(ProcessCore& core, EnvelopePtr envelope, std::uint32_t bound) {
  note_refusal(core, *envelope, bound);
  discard(std::move(envelope), overloaded());
}

/// Takes the oldest message that may be dropped out of the queue.
EnvelopePtr take_oldest(ProcessCore& core) {
  Envelope* previous = nullptr;
  for (Envelope* each = core.queue_head; each; previous = each, each = each->next) {
    if (!each->counted) continue;  // also what it continues with, and what it has postponed
    (previous ? previous->next : core.queue_head) = each->next;
    if (core.queue_tail == each) core.queue_tail = previous;
    each->next = nullptr;
    --core.queue_length;
    leave_mailbox(core, *each);
    return EnvelopePtr(each);
  }
  return {};
}

}  // namespace

bool enter_mailbox(ProcessCore& core, Envelope* envelope) {
  const std::uint32_t bound = core.bound.load(std::memory_order_relaxed);
  const std::uint64_t length = length_of(bound);
  if (length == 0 || !is_ordinary(*envelope)) return true;
  const std::uint64_t waiting = core.pending.fetch_add(1, std::memory_order_relaxed);
  bool full = false;
  switch (policy_of(bound)) {
    case Overflow::drop_newest:
      full = waiting >= length;
      break;
    case Overflow::drop_oldest:  // the process itself drops the oldest when it looks; until then memory
                                 // counts
      full = waiting >= 2 * length;
      break;
    case Overflow::reject_calls:
      full = waiting >= length && envelope->type->is_call;
      break;
    case Overflow::stop:  // one too many is what stops it
      full = waiting > length;
      break;
  }
  envelope->counted = true;
  if (!full) return true;
  leave_mailbox(core, *envelope);
  refuse(core, EnvelopePtr(envelope), bound);
  return false;
}

void mailbox_filled(ProcessCore& core) {
  const std::uint32_t bound = core.bound.load(std::memory_order_relaxed);
  if (bound == 0) {
    core.queue_mark = core.queue_length > longest ? ~0U : 2 * core.queue_length;
    if (!log_enabled(LogLevel::warning)) return;  // looking through the queue takes its time
    log_warning(label(core) + " has " + std::to_string(core.queue_length) + " messages waiting" +
                most_common(core) + "; it gets more than it handles, and mailbox_limit() can bound that");
    return;
  }
  if (core.pending.load(std::memory_order_relaxed) <= length_of(bound)) return;
  if (policy_of(bound) == Overflow::drop_oldest) {
    if (EnvelopePtr oldest = take_oldest(core)) refuse(core, std::move(oldest), bound);
  } else if (policy_of(bound) == Overflow::stop) {
    core.queue_mark = ~0U;
    log_error(label(core) + " ends: more messages waited than its mailbox takes (" +
              std::to_string(length_of(bound)) + ")" + most_common(core));
    send_forced_exit(core.pid(), overloaded());
  }
}

void set_up_mailbox(ProcessCore& core) {
  if (core.behaviour->mailbox.length != 0) {
    set_mailbox_limit(core, core.behaviour->mailbox);
  } else if (const std::uint32_t length = warning_length.load(std::memory_order_relaxed)) {
    core.queue_mark = length;
  }
}

void set_mailbox_limit(ProcessCore& core, MailboxLimit limit) {
  const std::uint32_t length = std::min(limit.length, longest);
  core.bound.store(length == 0 ? 0 : (static_cast<std::uint32_t>(limit.policy) << length_bits) | length,
                   std::memory_order_relaxed);
  const std::uint32_t warn = warning_length.load(std::memory_order_relaxed);
  const bool looks = limit.policy == Overflow::drop_oldest || limit.policy == Overflow::stop;
  if (length != 0) {
    core.queue_mark = looks ? length + 1 : ~0U;
  } else {
    core.queue_mark = warn == 0 ? ~0U : std::max(warn, core.queue_length + 1);
  }
}

}  // namespace detail
}  // namespace anqa
