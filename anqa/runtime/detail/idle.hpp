#pragma once

#include <cstdint>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/envelope.hpp"

/// What a server does when no message comes: runs into its timeout, or hibernates.

namespace anqa::detail {

/// What timeout_after() delivers. It counts only if no other handler has begun since.
struct IdleTimeout : Envelope {
  explicit IdleTimeout(const EnvelopeType& envelope_type);
  std::uint64_t handlers_begun;
  /// For its own handler: whether no message came first. One that is too late leaves no trace.
  bool came_first() const;
};

/// Delivers it to the calling process after `after`; an earlier one is taken back.
void start_idle_timeout(Duration after, IdleTimeout* timeout);
void cancel_idle_timeout();

/// The calling process hibernates once its current handler is done.
void hibernate_after_handler();

}  // namespace anqa::detail
