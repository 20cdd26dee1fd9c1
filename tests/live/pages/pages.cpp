#include "pages.hpp"

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/live/send_update.hpp"
#include "anqa/live/subscribe.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "root_layout.hpp"
#include "stall.hpp"

namespace market {

class BurdenLive;
class MarketLive;
class MortalLive;
class ParcelsLive;
class QuayLive;

namespace {

constexpr auto browser =
    anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash, anqa::put_root_layout<RootLayout>);

/// What the views of the market find in their session beside the visitor's own.
anqa::Term guild_of(const anqa::Conn& conn) {
  return anqa::Term::map({{"guild", "guild of " + std::string(conn.host())}});
}

/// What every page of the market hears of.
anqa::Hook listen(const anqa::Params&, const anqa::Params&, anqa::LiveSocket& socket) {
  if (!socket.connected()) return anqa::Hook::cont;
  anqa::subscribe<Announced>(socket, "announcements");
  anqa::attach_hook<anqa::Stage::handle_info>(socket, "announcements",
                                              [](const anqa::AnyMessage& message, anqa::LiveSocket& it) {
                                                const auto* announced = message.get_if<Announced>();
                                                if (announced == nullptr) return anqa::Hook::cont;
                                                it.set_page_title(announced->what);
                                                anqa::send_info<Stall>("pears", Shouted{announced->what});
                                                return anqa::Hook::halt;
                                              });
  return anqa::Hook::cont;
}

constexpr auto all =
    anqa::routes(anqa::scope("/", browser, anqa::live<MortalLive>("/mortal"),
                             anqa::live<ParcelsLive>("/parcels"), anqa::live<BurdenLive>("/burden")),
                 anqa::scope("/", browser, anqa::live_session<"market", &guild_of, &listen>(),
                             anqa::live<MarketLive>("/market"), anqa::live<QuayLive>("/quay")));

}  // namespace

anqa::EndpointConfig config() {
  anqa::EndpointConfig config;
  config.routes = all;
  config.secret_key_base = std::string(64, 's');
  config.sockets = {anqa::live_socket("/live", {.connect_info = true})};
  return config;
}

}  // namespace market
