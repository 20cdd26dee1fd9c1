#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {
namespace {

/// The release of the npm package phoenix_live_view whose protocol this is.
constexpr std::string_view liveview_version = "1.2.12";
constexpr std::string_view stale = "stale";
constexpr std::string_view unauthorized = "unauthorized";

std::string reason_json(std::string_view reason) {
  std::string out;
  json::Writer(out).begin_object().key("reason").value(reason).end_object();
  return out;
}

std::string reload_json(int status, const std::string& token) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .key("reason")
      .value("reload")
      .key("status")
      .value(status)
      .key("token")
      .value(token)
      .end_object();
  return out;
}

}  // namespace

const Router& LiveChannel::router() const { return info().endpoint->router; }

LiveTokens LiveChannel::tokens() const { return LiveTokens(info().endpoint->config.secret_key_base); }

LiveChannel::Verdict LiveChannel::admit(const Params& payload) const {
  const auto session = tokens().read_session(payload.get("session").value_or(""));
  if (!session || link().topic() != "lv:" + session->id) return std::unexpected(stale);
  // A socket that was opened without the page's CSRF token has no session.
  if (!info().session.is_map()) return std::unexpected(stale);
  Admission admission;
  if (const auto text = payload.get("static")) {
    auto first_render = tokens().read_static(*text);
    if (!first_render || first_render->id != session->id) return std::unexpected(stale);
    if (payload["params"].get<int>("_mounts").value_or(0) == 0)
      admission.flash = std::move(first_render->flash);
  }
  if (const auto text = payload.get("flash")) {
    if (auto flash = tokens().read_flash(*text)) admission.flash = std::move(*flash);
  }
  return admit_route(std::move(admission), *session, payload);
}

/// `url` is the address of the page that holds the view; `redirect` is where a live navigation leads, which
/// may be another view. A view with neither is not the page's main one.
LiveChannel::Verdict LiveChannel::admit_route(Admission admission, const SessionToken& session,
                                              const Params& payload) const {
  const auto redirect = payload.get("redirect");
  const auto url = redirect ? redirect : payload.get("url");
  admission.redirected = redirect.has_value();
  if (!url) {
    admission.view = find_view(router(), session.view);
    if (admission.view == nullptr) return std::unexpected(stale);
    return admission;
  }
  auto target = find_live_target(router(), *url);
  if (!target || (!redirect && target->view->name != session.view)) return std::unexpected(unauthorized);
  // Plugs do not run here. They ran for the page that carries this session, so it leads only to where the
  // same ones would run; for the rest the client loads the page anew.
  admission.route = find_live_route(router(), session.route);
  if (!admission.route || !same_pipelines(*admission.route, *target->route))
    return std::unexpected(unauthorized);
  admission.view = target->view;
  admission.params = std::move(target->params);
  admission.url = *url;
  return admission;
}

Task<JoinReply> LiveChannel::join(SocketMessage message) {
  auto admission = admit(message.payload);
  if (!admission) {
    log_info("live view: join of \"" + link().topic() + "\" refused: " + std::string(admission.error()));
    co_return JoinReply::error(reason_json(admission.error()));
  }
  const ViewType* view = admission->view;
  int status = 0;
  try {
    co_return co_await mount(std::move(*admission));
  } catch (const HttpError& error) {
    if (error.status() < 400 || error.status() > 499) throw;
    status = error.status();
  }
  co_return JoinReply::error(reload_json(status, tokens().sign_reload(view->name, status)));
}

Task<JoinReply> LiveChannel::mount(Admission admission) {
  type_ = admission.view;
  route_ = admission.route;
  url_ = std::move(admission.url);
  view_ = type_->create();
  LiveSocket& socket = view_->socket();
  socket.set_connected(true);
  socket.set_flash(std::move(admission.flash));
  view_->show_flash();

  const Params session(info().session);
  if (auto waiting = view_->mount(admission.params, session)) co_await std::move(waiting);
  std::optional<std::string> live_patch;
  for (int patches = 0; !socket.has_navigation() && !url_.empty();) {
    if (auto waiting = view_->params(admission.params, url_)) co_await std::move(waiting);
    const auto navigation = socket.take_navigation();
    if (!navigation) break;
    if (navigation->kind != Navigation::Kind::patch) co_return redirected_reply(*navigation);
    if (++patches > max_patches) throw std::logic_error("handle_params patches the page again and again");
    admission.params = patched_params(*navigation);
    live_patch = navigation_json(*navigation, {}, tokens());
  }
  if (const auto navigation = socket.take_navigation()) co_return redirected_reply(*navigation);
  co_return JoinReply::ok(joined_json(admission.redirected, live_patch));
}

std::string LiveChannel::joined_json(bool redirected, const std::optional<std::string>& live_patch) {
  std::string out = R"({"rendered":)";
  view_->diff(out);
  // The element's tag and attributes, which a page that was navigated to may want otherwise than the one
  // before.
  if (redirected) out += R"(,"container":["div",{}])";
  if (live_patch) {
    out += R"(,"live_patch":)";
    out += *live_patch;
  }
  out += R"(,"liveview_version":")";
  out += liveview_version;
  out += "\"}";
  return out;
}

JoinReply LiveChannel::redirected_reply(const Navigation& navigation) {
  if (navigation.kind == Navigation::Kind::patch) {
    throw std::logic_error(
        "push_patch in mount: there is no page yet that it could patch; use push_navigate");
  }
  std::string out = "{\"";
  out += navigation_event(navigation);
  out += "\":";
  out += navigation_json(navigation, view_->socket().flash(), tokens());
  out += R"(,"events":[]})";
  return JoinReply::error(std::move(out));
}

}  // namespace anqa::detail
