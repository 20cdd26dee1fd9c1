#include "anqa/runtime/spawn.hpp"

namespace anqa::detail {
namespace {

/// A process that is one coroutine.
class BodyProcess final : public Process {
 public:
  explicit BodyProcess(Task<void> body) : body_(std::move(body)) {}
  Task<void> take_body() { return std::move(body_); }

 private:
  Task<void> body_;
};

std::string_view body_name() { return "spawn()"; }
Task<void> run_body(Process& process) { return static_cast<BodyProcess&>(process).take_body(); }
// Messages stay in the queue for receive(): the body is running as long as the process lives.
Task<void> no_message(Process&, Envelope&) { return {}; }

const Behaviour body_behaviour{&body_name, &run_body, nullptr, &no_message, false};

}  // namespace

Pid spawn_body(Task<void> body, Tie tie) {
  NewProcess fresh(body_behaviour);
  fresh.construct<BodyProcess>(std::move(body));
  if (tie == Tie::link) fresh.link_to_starter();
  fresh.mark_as_body();
  return fresh.commit();
}

Monitored spawn_monitored(Task<void> body) {
  NewProcess fresh(body_behaviour);
  fresh.construct<BodyProcess>(std::move(body));
  const MonitorRef monitor = fresh.monitor_by_starter();
  fresh.mark_as_body();
  return {fresh.commit(), monitor};
}

}  // namespace anqa::detail
