#include "anqa/otp/task_supervisor.hpp"

namespace anqa {

CallError detail::not_started(const SupervisorError& error) {
  const bool full = error.kind == SupervisorError::max_children;
  return {full ? ExitReason(std::string("max_children")) : error.reason,
          "the task was not started: " + error.message};
}

Task<std::vector<Pid>> TaskSupervisor::children(Server<TaskSupervisor> supervisor) {
  auto infos = co_await which_children(supervisor);
  std::vector<Pid> pids;
  for (const ChildInfo& info : infos) {
    if (info.pid) pids.push_back(info.pid);
  }
  co_return pids;
}

}  // namespace anqa
