#pragma once

#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// For whom the calling thread works: told to those who wait for the connection that it takes.
class WorkingFor {
 public:
  explicit WorkingFor(Pid process);
  WorkingFor(const WorkingFor&) = delete;
  WorkingFor& operator=(const WorkingFor&) = delete;
  ~WorkingFor();
  static Pid process();

 private:
  Pid before_;
};

}  // namespace anqa::detail
