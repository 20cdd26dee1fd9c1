#include "pages.hpp"

#include <chrono>

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "greeting.hpp"
#include "root_layout.hpp"

namespace pages {

class HomeLive;
class LateLive;
class OnceLive;
class WholeLive;
class OtherLive;
class GoneLive;
class AwayLive;
class ClubLive;

namespace {

anqa::Conn plain_page(anqa::Conn conn) { return conn.text("not live"); }

anqa::Conn hello(anqa::Conn conn, anqa::Params params) {
  return anqa::render(std::move(conn), Greeting{params.get<std::string>("name").value_or("you")}, "Hello");
}

anqa::Conn leave_word(anqa::Conn conn) {
  conn.put_flash("info", "word");
  return conn.redirect("/other");
}

constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash,
                                        anqa::put_root_layout<RootLayout>, anqa::protect_from_forgery);
constexpr auto members = anqa::pipeline(anqa::fetch_session, anqa::put_root_layout<RootLayout>);
/// Members are in the session; the vault is for Ada alone, and nobody enters while the club is closed.
anqa::Task<anqa::Admission> ask_porter(anqa::Entrant entrant) {
  co_await anqa::sleep_for(std::chrono::milliseconds(1));
  if (porter_is_ill) throw anqa::HttpError(503, "the porter is ill");
  const auto member = entrant.session.get<std::string>("member");
  if (!member || club_is_closed) co_return anqa::turn_away("/other").put_flash("info", "members only");
  if (entrant.params.get("room") == "vault" && member != "Ada") co_return anqa::refuse(403, "not the vault");
  co_return anqa::admit().assign("member", *member + (entrant.connected ? " on the wire" : ""));
}
constexpr auto club_members = anqa::guard("club members", ask_porter);

anqa::Conn who(anqa::Conn conn) { return conn.text(*conn.assigned<std::string>("member")); }

constexpr auto routes = anqa::routes(
    anqa::scope("/apart", browser, anqa::live_session<"apart">(), anqa::live<OtherLive>("/")),
    anqa::scope("/members", members, anqa::live<OtherLive>("/")),
    anqa::scope("/club", browser, club_members, anqa::live<ClubLive>("/:room"), anqa::get("/who/am/i", who)),
    anqa::scope("/", browser, anqa::live<HomeLive>("/"), anqa::live<WholeLive>("/whole"),
                anqa::live<LateLive>("/late"), anqa::live<OnceLive>("/once"), anqa::live<OtherLive>("/other"),
                anqa::live<GoneLive>("/gone"), anqa::live<AwayLive>("/away"), anqa::get("/plain", plain_page),
                anqa::get("/hello/:name", hello), anqa::get("/leave_word", leave_word)));

}  // namespace

std::shared_ptr<anqa::LiveStash> stash;
std::atomic<bool> club_is_closed = false;
std::atomic<bool> porter_is_ill = false;

anqa::EndpointConfig config() {
  anqa::EndpointConfig config;
  config.secret_key_base = "abcdefghijklmnopqrstuvwxyz012345abcdefghijklmnopqrstuvwxyz012345";
  config.routes = routes;
  config.sockets = {anqa::live_socket("/live", {}, {.stash = stash})};
  return config;
}

}  // namespace pages
