#include "anqa/otp/gen_server.hpp"

#include <string>

#include "anqa/base/log.hpp"

namespace anqa {

void GenServer::stop(ExitReason reason) {
  detail::ProcessCore& core = detail::require_core("stop()");
  core.stopping = true;
  core.stop_reason = std::move(reason);
}

void GenServer::ignore() {
  detail::ProcessCore& core = detail::require_core("ignore()");
  core.ignoring = true;
  stop(ExitReason::normal);
}

void GenServer::hibernate() { detail::hibernate_after_handler(); }
void GenServer::cancel_timeout() { detail::cancel_idle_timeout(); }

namespace detail {

bool parent_exited(Process&, const Exit& exit) {
  ProcessCore& core = require_core("handle_info()");
  if (exit.from != core.parent) return false;
  core.stopping = true;
  core.stop_reason = exit.reason;
  return true;
}

void log_unknown_message(std::string_view server, const Envelope& envelope) {
  std::string text = "process " + self().to_string() + " ";
  text += server;
  text += " has no handle_info for ";
  text += envelope.type->name();
  text += "; dropped";
  log_warning(text);
}

std::string call_error_text(const ExitReason& reason, std::string_view server, std::string_view message) {
  std::string text = "call of ";
  text += server;
  text += " with ";
  text += message;
  text += " failed: ";
  text += reason.to_string();
  return text;
}

}  // namespace detail
}  // namespace anqa
