#include "anqa/runtime/exit_reason.hpp"

#include "anqa/runtime/pid.hpp"

namespace anqa {

struct ExitReason::Detail {
  std::string text;
  CrashInfo crash;
};

std::string Pid::to_string() const {
  return "<" + std::to_string(node()) + "." + std::to_string(slot()) + "." + std::to_string(serial) + ">";
}

ExitReason::ExitReason(std::string text)
    : kind_(Kind::other), detail_(std::make_shared<const Detail>(Detail{std::move(text), {}})) {}

ExitReason ExitReason::crashed(CrashInfo info) {
  ExitReason reason{Kind::crash};
  reason.detail_ = std::make_shared<const Detail>(Detail{{}, std::move(info)});
  return reason;
}

ExitReason ExitReason::shutdown_with(std::string text) {
  ExitReason reason{Kind::shutdown};
  reason.detail_ = std::make_shared<const Detail>(Detail{std::move(text), {}});
  return reason;
}

const CrashInfo* ExitReason::crash_info() const {
  return kind_ == Kind::crash && detail_ ? &detail_->crash : nullptr;
}

std::string_view ExitReason::text() const {
  return detail_ ? std::string_view(detail_->text) : std::string_view();
}

std::string ExitReason::to_string() const {
  switch (kind_) {
    case Kind::normal:
      return "normal";
    case Kind::shutdown:
      return detail_ ? "shutdown: " + detail_->text : "shutdown";
    case Kind::kill:
      return "kill";
    case Kind::killed:
      return "killed";
    case Kind::noproc:
      return "no process";
    case Kind::noconnection:
      return "no connection";
    case Kind::timeout:
      return "timeout";
    case Kind::other:
      return detail_ ? detail_->text : "other";
    case Kind::crash:
      break;
  }
  if (!detail_) return "crash";
  const CrashInfo& info = detail_->crash;
  return "crash: " + info.exception_type + (info.what.empty() ? "" : ": " + info.what);
}

}  // namespace anqa
