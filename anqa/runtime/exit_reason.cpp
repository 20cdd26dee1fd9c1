#include "anqa/runtime/exit_reason.hpp"

#include "anqa/runtime/detail/wire_codec.hpp"
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

ExitReason::ExitReason(Kind kind, Detail detail)
    : kind_(kind), detail_(std::make_shared<const Detail>(std::move(detail))) {}

ExitReason ExitReason::by_signal(std::string text) { return {Kind::signal, Detail{std::move(text), {}}}; }
ExitReason ExitReason::over_limit(std::string text) { return {Kind::limit, Detail{std::move(text), {}}}; }

void Wire<ExitReason>::put(const ExitReason& reason, WireWriter& writer) {
  writer.raw(reason.kind_);
  writer.raw(reason.detail_ != nullptr);
  if (!reason.detail_) return;
  detail::wire_put(reason.detail_->text, writer);
  detail::wire_put(reason.detail_->crash, writer);
}

void Wire<ExitReason>::get(ExitReason& reason, WireReader& reader) {
  const auto kind = reader.raw<ExitReason::Kind>();
  if (kind > ExitReason::limit) return reader.fail();
  bool has_detail = false;
  detail::wire_get(has_detail, reader);
  reason = kind;
  if (!has_detail) return;
  ExitReason::Detail held;
  detail::wire_get(held.text, reader);
  detail::wire_get(held.crash, reader);
  reason = ExitReason(kind, std::move(held));
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
    case Kind::signal:
      return detail_ ? detail_->text : "signal";
    case Kind::limit:
      return detail_ ? detail_->text : "limit";
    case Kind::crash:
      break;
  }
  if (!detail_) return "crash";
  const CrashInfo& info = detail_->crash;
  return "crash: " + info.exception_type + (info.what.empty() ? "" : ": " + info.what);
}

}  // namespace anqa
