// The first, plain HTTP answer of a live view's page.
#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/internal/kept_view.hpp"
#include "anqa/live/channel/internal/live_route.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/live/channel/internal/nested_element.hpp"
#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/detail/admitted_of.hpp"
#include "anqa/live/detail/components.hpp"
#include "anqa/live/detail/live_telemetry.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/live/view.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/conn_url.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/error_page.hpp"

namespace anqa {
namespace {

/// Set by the browser's side when a join was answered with "reload".
constexpr std::string_view reload_cookie = "__phoenix_reload_status__";
/// A page that comes back out of the browser's cache would have tokens that are too old.
constexpr std::string_view no_caching =
    "max-age=0, no-cache, no-store, must-revalidate, post-check=0, pre-check=0";

/// The status that the view's join failed with, of which it said that the page must be loaded again to show
/// it. The cookie that tells goes with this answer.
std::optional<int> status_of_join(Conn& conn, std::string_view view) {
  const auto cookie = conn.req_cookie(reload_cookie);
  if (!cookie) return std::nullopt;
  const auto status = detail::LiveTokens(conn.endpoint().secret_key_base).read_reload(view, *cookie);
  conn.delete_resp_cookie(reload_cookie, {.http_only = false});
  return status;
}

Conn error_page(Conn conn, int status) {
  const ErrorPage page =
      conn.endpoint().error_page != nullptr ? conn.endpoint().error_page : &default_error_page;
  conn.put_status(status);
  return page(std::move(conn), RequestFailure{.status = status, .message = "this page cannot be shown"});
}

Conn follow(Conn conn, const Navigation& navigation, const LiveSocket& socket) {
  const Flash& flash = socket.flash();
  if (const SessionChanges* changes = socket.session_changes()) changes->apply(conn);
  if (!flash.empty()) conn.merge_flash(flash);
  conn.put_status(navigation.status);
  if (navigation.kind == Navigation::Kind::external) return conn.redirect_external(navigation.to);
  return conn.redirect(navigation.to);
}

/// The views within a page that is rendered for the first time: mounted, rendered, and forgotten as the page
/// itself is.
class DeadNestedViews final : public detail::NestedViews {
 public:
  DeadNestedViews(const detail::LiveTokens& tokens, std::string parent_id, const Route* route, Term session,
                  std::shared_ptr<const detail::Admitted> admitted)
      : tokens_(tokens),
        parent_id_(std::move(parent_id)),
        route_(route),
        session_(std::move(session)),
        admitted_(std::move(admitted)) {}

  Task<void> html(std::string* out, const ViewType* type, LiveRender how) override {
    const std::unique_ptr<ViewInstance> view = type->create();
    detail::AdmittedOf::set(view->socket(), admitted_);
    DeadNestedViews within(tokens_, how.id, route_, session_, admitted_);
    view->set_nested(&within);
    const Params session(detail::merged(session_, how.session));
    if (auto waiting = view->mount({}, session)) co_await std::move(waiting);
    std::string content;
    co_await view->write_html(&content);
    std::string signed_session;
    if (how.sticky) {
      signed_session = tokens_.sign(detail::SessionToken{.id = how.id,
                                                         .view = std::string(type->name),
                                                         .route = route_ ? detail::pattern_of(*route_) : "",
                                                         .nested = true,
                                                         .sticky = true,
                                                         .session = how.session});
    }
    *out += detail::nested_element(*type, how, signed_session, tokens_.sign(detail::StaticToken{how.id, {}}),
                                   parent_id_, content);
  }
  std::string element(const ViewType&, const LiveRender&) override { return {}; }

 private:
  const detail::LiveTokens& tokens_;
  std::string parent_id_;
  const Route* route_;
  Term session_;
  std::shared_ptr<const detail::Admitted> admitted_;
};

std::string new_view_id() {
  constexpr std::size_t id_bytes = 12;
  return "phx-" + random_token(id_bytes);
}

/// The element that the browser's side looks for, with the view's HTML in it.
std::string container(const detail::LiveTokens& tokens, const ViewType& type, const Route* route,
                      ViewInstance& view, std::string_view id, const Term& session, std::string_view html) {
  std::string out("<");
  out.append(type.container.tag).append(" id=\"").append(id).append("\" data-phx-main data-phx-session=\"");
  out += tokens.sign(detail::SessionToken{.id = std::string(id),
                                          .view = std::string(type.name),
                                          .route = route ? detail::pattern_of(*route) : "",
                                          .session = session});
  out += "\" data-phx-static=\"";
  out += tokens.sign(detail::StaticToken{std::string(id), view.socket().flash()});
  out += '"';
  out += detail::attributes_of(type.container);
  out.append(">").append(html).append("</").append(type.container.tag).append(">");
  return out;
}

Task<Conn> render_page(const ViewType* type, Conn conn, Params params) {
  if (const auto status = status_of_join(conn, type->name)) co_return error_page(std::move(conn), *status);
  std::unique_ptr<ViewInstance> view = type->create();
  LiveSocket& socket = view->socket();
  socket.set_connected(false);
  socket.set_flash(flash_of(conn));
  detail::AdmittedOf::set(socket, detail::ConnAccess::state(conn).admitted);
  view->show_flash();

  const Term shared = detail::session_of(conn.route(), conn);
  const Params session(detail::merged(conn.session(), shared));
  const Hook verdict =
      co_await detail::run_mount_hooks(conn.route(), type->on_mount, params, session, &socket);
  if (verdict == Hook::halt) {
    const auto elsewhere = socket.take_navigation();
    if (!elsewhere) throw std::logic_error("an on_mount hook halted and sent its visitor nowhere");
    co_return follow(std::move(conn), *elsewhere, socket);
  }
  const detail::LiveStep step{.view = type->name, .event = {}, .connected = false};
  auto mounting = detail::measured<LiveViewMount>(step, [&] { return view->mount(params, session); });
  if (mounting) co_await std::move(mounting);
  if (!socket.has_navigation()) {
    const std::string uri = request_url(conn);
    auto waiting = detail::measured<LiveViewParams>(step, [&] { return view->params(params, uri); });
    if (waiting) co_await std::move(waiting);
  }
  if (const auto navigation = socket.take_navigation()) {
    co_return follow(std::move(conn), *navigation, socket);
  }
  const detail::LiveTokens tokens(conn.endpoint().secret_key_base);
  const std::string id = new_view_id();
  DeadNestedViews nested(tokens, id, conn.route(), conn.session(), detail::AdmittedOf::get(socket));
  view->set_nested(&nested);
  std::string html;
  co_await view->write_html(&html);
  std::string document = in_root_layout(conn, socket.page_title(),
                                        container(tokens, *type, conn.route(), *view, id, shared, html));
  if (const SessionChanges* changes = socket.session_changes()) changes->apply(conn);
  conn.put_resp_header("cache-control", no_caching);
  if (type->adopts)
    detail::keep_view(id, detail::KeptView(std::move(view), request_url(conn)), conn.session());
  co_return conn.html(std::move(document));
}

}  // namespace

Task<Conn> serve_live_view(const LiveViewInfo& view, Conn conn, Params params) {
  return render_page(&static_cast<const ViewType&>(view), std::move(conn), std::move(params));
}

}  // namespace anqa
