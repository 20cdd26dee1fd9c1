#include "anqa/cell/internal/death.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <string>

#include "anqa/cell/internal/zygote.hpp"

namespace anqa::cell {
namespace {

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name ? "signal SIG" + std::string(name) : "signal " + std::to_string(number);
}

}  // namespace

ExitReason reason_of_death(const CellGone& gone, const CellLimits& limits) {
  // Each cell is killed when its parent ends.
  if (gone.zygote_lost) return ExitReason::by_signal("signal SIGKILL");
  switch (static_cast<Cause>(gone.cause)) {
    case Cause::memory:
      return ExitReason::over_limit("memory limit");
    case Cause::cpu:
      return ExitReason::over_limit("cpu limit");
    case Cause::none:
      break;
  }
  if (!WIFSIGNALED(gone.status))
    return ExitReason::by_signal("exit status " + std::to_string(WEXITSTATUS(gone.status)));
  const int signal = WTERMSIG(gone.status);
  if (signal == SIGXCPU) return ExitReason::over_limit("cpu limit");
  // C code that does not look at what malloc() gave dies of the null pointer at the limit.
  const bool full =
      limits.memory != 0 && static_cast<std::size_t>(gone.max_rss_kib) * 1024 > limits.memory / 10 * 9;
  if (full && (signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT))
    return ExitReason::over_limit("memory limit");
  return ExitReason::by_signal(signal_name(signal));
}

}  // namespace anqa::cell
