#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/kept_view.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/live/channel/internal/nested_element.hpp"
#include "anqa/live/detail/admitted_of.hpp"
#include "anqa/live/detail/live_telemetry.hpp"
#include "anqa/live/live_render.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/live/stash.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {
namespace {

/// The release of the npm package phoenix_live_view whose protocol this is.
constexpr std::string_view liveview_version = "1.2.12";
constexpr std::string_view stale = "stale";
constexpr std::string_view unauthorized = "unauthorized";
constexpr std::string_view crashed = "join crashed";

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

/// What a parent gives to a view within it goes before what the visitor's session has.
Term merged(const Term& session, const Term& given) {
  if (!given.is_map()) return session;
  std::vector<Term::Entry> entries(session.entries().begin(), session.entries().end());
  for (const auto& [key, value] : given.entries()) {
    std::erase_if(entries, [&key](const Term::Entry& each) { return each.key == key; });
    entries.push_back({key, value});
  }
  return Term::map(std::move(entries));
}

const Term& LiveChannel::visitor_session() const {
  static const Term none;
  const auto* assigns = info().assigns.get_if<LiveAssigns>();
  return assigns != nullptr ? assigns->session : none;
}

const Router& LiveChannel::router() const { return info().endpoint->router; }

LiveTokens LiveChannel::tokens() const { return LiveTokens(info().endpoint->config.secret_key_base); }

LiveChannel::Verdict LiveChannel::check(const Params& payload) const {
  const auto session = tokens().read_session(payload.get("session").value_or(""));
  if (!session || link().topic() != "lv:" + session->id) return std::unexpected(stale);
  // A socket that was opened without the page's CSRF token has no session.
  if (!visitor_session().is_map()) return std::unexpected(stale);
  Request request;
  request.connect_params = payload["params"];
  if (const auto text = payload.get("static")) {
    auto first_render = tokens().read_static(*text);
    if (!first_render || first_render->id != session->id) return std::unexpected(stale);
    if (payload["params"].get<int>("_mounts").value_or(0) == 0)
      request.flash = std::move(first_render->flash);
  }
  if (const auto text = payload.get("flash")) {
    if (auto flash = tokens().read_flash(*text)) request.flash = std::move(*flash);
  }
  return check_address(std::move(request), *session, payload);
}

/// `url` is the address of the page that holds the view; `redirect` is where a live navigation leads, which
/// may be another view. A view with neither is not the page's main one.
LiveChannel::Verdict LiveChannel::check_address(Request request, const SessionToken& session,
                                                const Params& payload) const {
  if (session.nested) {
    // Its parent is gone, or of an earlier run of the program: the page is to be told anew what it shows.
    if (!session.sticky && !is_alive(session.parent)) return std::unexpected(stale);
    request.view = find_registered_view(session.view);
    request.route = find_live_route(router(), session.route);
    if (request.view == nullptr || request.route == nullptr) return std::unexpected(stale);
    request.given_session = session.session;
    request.parent = session.parent;
    return request;
  }
  request.given_session = session.session;
  const auto redirect = payload.get("redirect");
  const auto url = redirect ? redirect : payload.get("url");
  request.redirected = redirect.has_value();
  if (!url) {
    request.view = find_view(router(), session.view);
    request.route = find_live_route(router(), session.route);
    // The page is of a release that had this route: whose guards to ask is not known any more.
    if (request.view == nullptr || request.route == nullptr) return std::unexpected(stale);
    return request;
  }
  auto target = find_live_target(router(), *url);
  if (!target || (!redirect && target->view->name != session.view)) return std::unexpected(unauthorized);
  // Plugs do not run here. They ran for the page that carries this session, so it leads only to where the
  // same ones would run; for the rest the client loads the page anew.
  const Route* rendered = find_live_route(router(), session.route);
  if (!rendered || !same_pipelines(*rendered, *target->route)) {
    if (rendered != nullptr) log_debug([&] { return why_apart(*rendered, *target->route); });
    return std::unexpected(unauthorized);
  }
  request.view = target->view;
  request.route = target->route;
  request.params = std::move(target->params);
  request.url = *url;
  return request;
}

Task<JoinReply> LiveChannel::join_topic(SocketMessage message) {
  auto request = check(message.payload);
  if (!request) {
    log_info("live view: join of \"" + link().topic() + "\" refused: " + std::string(request.error()));
    co_return JoinReply::error(reason_json(request.error()));
  }
  const ViewType* view = request->view;
  int status = 0;
  try {
    Entrance entrance = co_await ask_guards(request->route, request->params);
    if (entrance.verdict.kind() != Admission::Kind::admitted) co_return turned_away_reply(entrance.verdict);
    request->admitted = std::move(entrance.admitted);
    co_return co_await mount(std::move(*request));
  } catch (const std::exception& error) {
    status = status_of(error);
    if (status == 0) throw;
  }
  // The page is loaded again after a while of the client's choice, lest all of them come at once.
  if (status >= 500) co_return JoinReply::error(reason_json(crashed));
  co_return JoinReply::error(reload_json(status, tokens().sign_reload(view->name, status)));
}

/// What of the view is of this process.
void LiveChannel::start_view() {
  LiveSocket& socket = view_->socket();
  socket.set_connected(true);
  socket.set_host(this);
  view_->set_nested(this);
}

/// True when there is nothing left to do for mount and params: the first render did it.
Task<bool> LiveChannel::mount_view(const Request* request) {
  if (request->view->adopts && !request->redirected && !request->url.empty()) {
    const std::string id = link().topic().substr(std::string_view("lv:").size());
    KeptView kept = co_await take_kept(id, visitor_session());
    if (kept.view != nullptr) {
      view_ = std::move(kept.view);
      start_view();
      if (Asyncs* asyncs = view_->socket().asyncs()) asyncs->start_waiting();
      if (auto waiting = view_->connected()) co_await std::move(waiting);
      co_return path_of(kept.url) == path_of(request->url);
    }
  }
  view_ = request->view->create();
  start_view();
  LiveSocket& socket = view_->socket();
  socket.set_navigation_type(request->redirected ? NavigationType::navigate : NavigationType::load);
  socket.set_flash(request->flash);
  AdmittedOf::set(socket, request->admitted);
  view_->show_flash();
  const Params session(merged(visitor_session(), request->given_session));
  const Hook verdict =
      co_await run_mount_hooks(request->route, request->view->on_mount, request->params, session, &socket);
  if (verdict == Hook::halt) {
    if (!socket.has_navigation())
      throw std::logic_error("an on_mount hook halted and sent its visitor nowhere");
    co_return false;
  }
  auto mounting =
      measured<LiveViewMount>({name(), {}}, [&] { return view_->mount(request->params, session); });
  if (mounting) co_await std::move(mounting);
  if (const std::string key = stash_key(); !key.empty()) {
    if (request->redirected) {
      options_.stash->drop(key);
    } else if (const auto kept = options_.stash->take(key)) {
      view_->unstash(*kept);
    }
  }
  if (auto waiting = view_->connected()) co_await std::move(waiting);
  co_return false;
}

Task<JoinReply> LiveChannel::mount(Request request) {
  type_ = request.view;
  route_ = request.url.empty() ? nullptr : request.route;
  url_ = request.url;
  connect_params_ = &request.connect_params;
  if (request.parent) {
    parent_ = request.parent;
    monitor(parent_);
  }
  const bool complete = co_await mount_view(&request);
  LiveSocket& socket = view_->socket();
  std::optional<std::string> live_patch;
  for (int patches = 0; !complete && !socket.has_navigation() && !url_.empty();) {
    auto waiting =
        measured<LiveViewParams>({name(), {}}, [&] { return view_->params(request.params, url_); });
    if (waiting) co_await std::move(waiting);
    const auto navigation = socket.take_navigation();
    if (!navigation) break;
    if (navigation->kind != Navigation::Kind::patch) co_return redirected_reply(*navigation);
    if (++patches > max_patches) throw std::logic_error("handle_params patches the page again and again");
    LiveTarget target = patch_target(*navigation);
    Entrance entrance = co_await ask_guards(target.route, target.params);
    if (entrance.verdict.kind() != Admission::Kind::admitted) co_return turned_away_reply(entrance.verdict);
    AdmittedOf::set(socket, std::move(entrance.admitted));
    route_ = target.route;
    url_ = url_of_path(url_, navigation->to);
    request.params = std::move(target.params);
    live_patch = navigation_json(*navigation, Leaving(), tokens());
  }
  if (const auto navigation = socket.take_navigation()) co_return redirected_reply(*navigation);
  std::string rendered;
  bool anything = false;
  if (auto waiting = view_->write_diff(&rendered, &anything)) co_await std::move(waiting);
  connect_params_ = nullptr;
  co_return JoinReply::ok(joined_json(std::move(rendered), request.redirected, live_patch));
}

std::string LiveChannel::joined_json(std::string rendered, bool redirected,
                                     const std::optional<std::string>& live_patch) {
  std::string out = R"({"rendered":)";
  out += rendered;
  // The element's tag and attributes, which a page that was navigated to may want otherwise than the one
  // before.
  if (redirected) {
    out += R"(,"container":)";
    json::Writer writer(out);
    writer.begin_array().value(type_->container.tag).begin_object();
    for (const auto& [key, value] : type_->container.attributes) {
      if (!key.empty()) writer.key(key).value(value);
    }
    writer.end_object().end_array();
  }
  if (live_patch) {
    out += R"(,"live_patch":)";
    out += *live_patch;
  }
  out += R"(,"liveview_version":")";
  out += liveview_version;
  out += "\"}";
  return out;
}

JoinReply LiveChannel::redirected_reply(const Navigation& asked) {
  const Navigation navigation = with_changes(asked, view_->socket().session_changes());
  if (navigation.kind == Navigation::Kind::patch) {
    throw std::logic_error(
        "push_patch in mount: there is no page yet that it could patch; use push_navigate");
  }
  std::string out = "{\"";
  out += navigation_event(navigation);
  out += "\":";
  out += navigation_json(navigation, leaving(), tokens());
  out += R"(,"events":[]})";
  return JoinReply::error(std::move(out));
}

}  // namespace anqa::detail
