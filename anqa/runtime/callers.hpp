#pragma once

#include <memory>
#include <vector>

#include "anqa/runtime/pid.hpp"

namespace anqa {

/// On whose behalf the calling process runs, nearest first: OTP's `$callers`. A task (async(), start(), one
/// under a TaskSupervisor) records the process that asked for it and that one's callers; what a process that
/// has callers starts in turn, by whatever means, records them too, also when a supervisor makes it at the
/// request of another. Empty for what nobody's task started. A caller may have ended meanwhile.
///
/// It is how a mock or a database sandbox finds the test that a process works for.
std::vector<Pid> callers();

namespace detail {

struct ProcessCore;
using Callers = std::shared_ptr<const std::vector<Pid>>;

/// The calling process and its callers: goes along with a request to start a process.
Callers callers_to_pass_on();
/// The same of a process that runs on somebody's behalf itself; null for all others, and outside of
/// processes.
Callers callers_to_pass_on_if_any();

/// While it stands on this thread, new processes record these callers instead of their starter's: for whoever
/// starts a process at the request of another. Not over a co_await.
class OnBehalfOf {
 public:
  explicit OnBehalfOf(Callers callers);
  ~OnBehalfOf();
  OnBehalfOf(const OnBehalfOf&) = delete;
  OnBehalfOf& operator=(const OnBehalfOf&) = delete;

 private:
  Callers callers_;
  const Callers* before_;
};

/// What a new process takes over from who starts it (null outside of processes).
void inherit_callers(ProcessCore& fresh, const ProcessCore* starter);

}  // namespace detail
}  // namespace anqa
