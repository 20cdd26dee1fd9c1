#pragma once

#include "anqa/runtime/detail/envelope.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// Where a System sends what is for processes of other Systems: to a cell, to a simulated node. Messages,
/// signals and answers alike are envelopes. See Pid::node().
class Router {
 public:
  virtual ~Router() = default;
  /// Takes over `envelope`; whoever cannot deliver it must discard() it, so that a link or monitor is
  /// answered and a call fails. Called by any thread, also from inside handlers; must not block.
  virtual void route(Pid to, EnvelopePtr envelope) = 0;
  /// Asked for a name that this System does not know. May block: a cell asks the application.
  virtual Pid whereis(std::string_view) { return {}; }
};

/// Drops an envelope for `reason`: who asked to be linked or to monitor is told, an unanswered call fails.
void discard(EnvelopePtr envelope, ExitReason reason);

}  // namespace anqa::detail
