#include "pages.hpp"

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "greeting.hpp"
#include "root_layout.hpp"

namespace pages {

class HomeLive;
class OtherLive;
class GoneLive;
class AwayLive;

namespace {

anqa::Conn plain_page(anqa::Conn conn) { return conn.text("not live"); }

anqa::Conn hello(anqa::Conn conn, anqa::Params params) {
  return anqa::render(std::move(conn), Greeting{params.get<std::string>("name").value_or("you")}, "Hello");
}

anqa::Conn leave_word(anqa::Conn conn) {
  anqa::put_flash(conn, "info", "word");
  return conn.redirect("/other");
}

constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash,
                                        anqa::put_root_layout<RootLayout>, anqa::protect_from_forgery);
constexpr auto members = anqa::pipeline(anqa::fetch_session, anqa::put_root_layout<RootLayout>);
constexpr auto routes = anqa::routes(
    anqa::scope("/members", members, anqa::live<OtherLive>("/")),
    anqa::scope("/", browser, anqa::live<HomeLive>("/"), anqa::live<OtherLive>("/other"),
                anqa::live<GoneLive>("/gone"), anqa::live<AwayLive>("/away"), anqa::get("/plain", plain_page),
                anqa::get("/hello/:name", hello), anqa::get("/leave_word", leave_word)));

}  // namespace

anqa::EndpointConfig config() {
  anqa::EndpointConfig config;
  config.secret_key_base = "abcdefghijklmnopqrstuvwxyz012345abcdefghijklmnopqrstuvwxyz012345";
  config.routes = routes;
  config.sockets = {anqa::live_socket()};
  return config;
}

}  // namespace pages
