#include "pages.hpp"

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "root_layout.hpp"

namespace market {

class MarketLive;
class QuayLive;

namespace {

constexpr auto browser =
    anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash, anqa::put_root_layout<RootLayout>);

/// What the views of the market find in their session beside the visitor's own.
anqa::Term guild_of(const anqa::Conn& conn) {
  return anqa::Term::map({{"guild", "guild of " + std::string(conn.host())}});
}

constexpr auto all =
    anqa::routes(anqa::scope("/", browser, anqa::live_session<"market", &guild_of>(),
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
