#include "pages.hpp"

#include <atomic>
#include <chrono>

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/live/stash.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "core_layout.hpp"
#include "log_view.hpp"
#include "root_layout.hpp"
#include "title_layout.hpp"

namespace app {

class BindingsLive;
class CoreLive;
class FormsLive;
class HooksLive;
class JsLive;
class KeptLive;
class PartsLive;
class ScrollLive;
class StayLive;

namespace {

std::atomic<bool> gate_is_open = true;

anqa::Conn gate(anqa::Conn conn, anqa::Params params) {
  gate_is_open = params.get("state") == "open";
  return conn.text("");
}

anqa::Conn favicon(anqa::Conn conn) { return conn.text(""); }

anqa::Conn sent(anqa::Conn conn, anqa::Params params) { return conn.text(line_of("sent", params)); }

constexpr auto browser =
    anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash, anqa::put_root_layout<RootLayout>);

anqa::Term section_of(const anqa::Conn& conn) {
  return anqa::Term::map({{"section", conn.request_path().starts_with("/other") ? "other" : "first"}});
}

constexpr auto titled =
    anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash, anqa::put_root_layout<TitleLayout>);

constexpr auto plain =
    anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash, anqa::put_root_layout<CoreLayout>);

constexpr auto all = anqa::routes(
    anqa::scope("/", browser, anqa::live<BindingsLive>("/bindings"), anqa::live<FormsLive>("/forms"),
                anqa::live<JsLive>("/js"), anqa::live<ScrollLive>("/scroll"),
                anqa::live<StayLive>("/stay/:page"), anqa::live<PartsLive>("/parts"),
                anqa::live<HooksLive>("/hooks"), anqa::get("/gate/:state", gate),
                anqa::get("/favicon.ico", favicon), anqa::post("/sent", sent)),
    anqa::scope("/", plain, anqa::live<CoreLive>("/core")),
    anqa::scope("/", titled, anqa::live_session<"first", &section_of>(), anqa::live<KeptLive>("/kept")),
    anqa::scope("/other", titled, anqa::live_session<"other", &section_of>(), anqa::live<KeptLive>("/kept")));

}  // namespace

std::string line_of(std::string_view event, const anqa::Params& params) {
  return std::string(event) + " " + anqa::json::write(params.term());
}

anqa::Task<void> at_the_gate() {
  while (!gate_is_open) co_await anqa::sleep_for(std::chrono::milliseconds(5));
}

anqa::EndpointConfig config() {
  anqa::EndpointConfig config;
  config.routes = all;
  config.secret_key_base = std::string(64, 's');
  config.sockets = {anqa::live_socket("/live", {.longpoll = true}, {.stash = anqa::live_stash()})};
  return config;
}

}  // namespace app
