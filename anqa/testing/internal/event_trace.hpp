#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::testing {

/// The last events of a simulation, kept as they are and made into text only when somebody reads them.
class EventTrace {
 public:
  enum class Kind : std::uint8_t { step, ended, sent, arrived, lost, fault, node, note };
  struct Event {
    Kind kind = Kind::note;
    std::uint64_t step = 0;
    Duration at{};
    Pid from;               ///< the process that steps or sends
    Pid to;                 ///< who receives
    std::string_view type;  ///< the class of the process; static
    std::string_view what;  ///< the type of the message; static
    std::string text;
  };

  explicit EventTrace(std::size_t size) : events_(size) {}
  /// The slot of the next event, to be filled in.
  Event& next(Kind kind, std::uint64_t step, Duration at);
  std::string to_string() const;

 private:
  std::vector<Event> events_;
  std::uint64_t count_ = 0;
};

/// "1.250000s"
std::string seconds_text(Duration time);

}  // namespace anqa::testing
