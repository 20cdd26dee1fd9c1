// Who may enter is asked again wherever a live page enters a scope over its socket; see anqa/web/guard.hpp.
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {

Task<Entrance> LiveChannel::ask_guards(const Route* route, Params params) {
  if (route == nullptr) co_return Entrance{};
  co_return co_await enter(
      route, {.session = Params(visitor_session()), .params = std::move(params), .connected = true});
}

JoinReply LiveChannel::turned_away_reply(const Admission& verdict) {
  // The page is loaded again, with this status.
  if (verdict.kind() == Admission::Kind::refused) throw HttpError(verdict.status(), verdict.message());
  Flash flash;
  for (const auto& [kind, message] : verdict.flash()) flash.put(kind, message);
  const Navigation away{.kind = Navigation::Kind::redirect, .to = verdict.to()};
  return JoinReply::error("{\"redirect\":" + navigation_json(away, flash, tokens()) + R"(,"events":[]})");
}

Task<bool> LiveChannel::may_go_to(const LiveTarget* target, std::optional<std::string> ref) {
  Navigation away{.kind = Navigation::Kind::redirect, .to = target->path};
  try {
    Entrance entrance = co_await ask_guards(target->route, target->params);
    const Admission& verdict = entrance.verdict;
    if (verdict.kind() == Admission::Kind::admitted) {
      view_->socket().set_admitted(std::move(entrance.admitted));
      co_return true;
    }
    if (verdict.kind() == Admission::Kind::turned_away) away.to = verdict.to();
    for (const auto& [kind, message] : verdict.flash()) view_->socket().put_flash(kind, message);
  } catch (const HttpError& error) {
    if (error.status() < 400 || error.status() > 499) throw;
  }
  // Of one that was refused the page is loaded, whose answer says why.
  leave_for(away, ref);
  co_return false;
}

}  // namespace anqa::detail
