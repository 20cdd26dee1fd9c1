// Who may enter is asked again wherever a live page enters a scope over its socket; see anqa/web/guard.hpp.
#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/live/detail/admitted_of.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {

Task<Entrance> LiveChannel::ask_guards(const Route* route, Params params) {
  co_return co_await enter(
      route, {.session = Params(visitor_session()), .params = std::move(params), .connected = true});
}

/// The status that an exception is over HTTP, too; 0 for one that is none, which is a crash.
int LiveChannel::status_of(const std::exception& error) const {
  const EndpointConfig& config = info().endpoint->config;
  int status = 0;
  if (const auto* http = dynamic_cast<const HttpError*>(&error)) {
    status = http->status();
  } else if (config.exception_status != nullptr) {
    status = config.exception_status(error);
  }
  if (status < 400 || status > 599) return 0;
  if (status >= 500) {
    log_error("live view: \"" + link().topic() + "\" failed with " + std::to_string(status) + ": " +
              error.what());
  }
  return status;
}

JoinReply LiveChannel::turned_away_reply(const Admission& verdict) {
  // The page is loaded again, with this status.
  if (verdict.kind() == Admission::Kind::refused) throw HttpError(verdict.status(), verdict.message());
  Leaving left;
  for (const auto& [kind, message] : verdict.flash()) left.flash.put(kind, message);
  const Navigation away{.kind = Navigation::Kind::redirect, .to = verdict.to()};
  return JoinReply::error("{\"redirect\":" + navigation_json(away, left, tokens()) + R"(,"events":[]})");
}

Task<bool> LiveChannel::may_go_to(const LiveTarget* target, std::optional<std::string> ref) {
  Navigation away{.kind = Navigation::Kind::redirect, .to = target->path};
  try {
    Entrance entrance = co_await ask_guards(target->route, target->params);
    const Admission& verdict = entrance.verdict;
    if (verdict.kind() == Admission::Kind::admitted) {
      AdmittedOf::set(view_->socket(), std::move(entrance.admitted));
      co_return true;
    }
    if (verdict.kind() == Admission::Kind::turned_away) away.to = verdict.to();
    for (const auto& [kind, message] : verdict.flash()) view_->socket().put_flash(kind, message);
  } catch (const std::exception& error) {
    if (status_of(error) == 0) throw;
  }
  // Of one that was refused the page is loaded, whose answer says why.
  leave_for(away, ref);
  co_return false;
}

}  // namespace anqa::detail
