#pragma once

#include "anqa/base/clock.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// For whom the calling thread works: told to those who wait for the connection that it takes.
class WorkingFor {
 public:
  /// `asked`: when it began to wait for a connection, when that was before now.
  explicit WorkingFor(Pid process, TimePoint asked = {});
  WorkingFor(const WorkingFor&) = delete;
  WorkingFor& operator=(const WorkingFor&) = delete;
  ~WorkingFor();
  static Pid process();
  static TimePoint asked();

 private:
  Pid process_before_;
  TimePoint asked_before_;
};

}  // namespace anqa::detail
