#pragma once

#include <cstdint>

#include "anqa/runtime/exit_reason.hpp"

namespace anqa {

/// What becomes of a message that finds a mailbox full. A call that is dropped fails at once with
/// overloaded(); what else is dropped is counted in ProcessInfo::refused and named in the log.
enum class Overflow : std::uint8_t {
  drop_newest,   ///< it is dropped
  drop_oldest,   ///< it is taken, and the oldest message is dropped: for values of which the last one counts
  reject_calls,  ///< a call is dropped, anything else is taken: where what is cast must not be lost
  stop           ///< the process ends with overloaded(), as if killed; its supervisor starts it afresh
};

/// How many messages may wait in a mailbox. Exit signals, Down messages and answers are not counted and never
/// dropped.
struct MailboxLimit {
  std::uint32_t length = 0;  ///< 0: no limit
  Overflow policy = Overflow::drop_newest;
};

/// Bounds the mailbox of the calling process from now on; in a server's constructor, most of the time. A
/// class may say it once for all: `static constexpr anqa::MailboxLimit mailbox{.length = 10'000};`.
///
/// Whoever sends never waits. With `drop_oldest` up to another `length` messages may lie before the process
/// while it computes and cannot look.
void mailbox_limit(MailboxLimit limit);

/// The reason of a call that a full mailbox refused, and of a process that its mailbox stopped.
const ExitReason& overloaded();

/// A mailbox without a limit is named in the log when this many messages wait in it, and again each time that
/// their number has doubled; 10,000 until set, 0 for never. For processes that start afterwards.
void warn_of_mailboxes_over(std::uint32_t length);

}  // namespace anqa
