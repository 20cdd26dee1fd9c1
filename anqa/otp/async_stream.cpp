#include "anqa/otp/async_stream.hpp"

#include <algorithm>
#include <string>

#include "anqa/runtime/system.hpp"

namespace anqa::detail {

std::size_t default_concurrency() {
  return std::max<std::size_t>(System::current().scheduler().threads(), 1);
}

TimePoint moment_after(Duration duration) {
  const TimePoint now = System::current().scheduler().now();
  return duration > TimePoint::max() - now ? TimePoint::max() : now + duration;
}

CallError stream_timeout(Pid task, Duration limit) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return {ExitReason::timeout,
          "task " + task.to_string() + " of the stream was not done within " + std::to_string(ms) + " ms"};
}

}  // namespace anqa::detail
