#include "tree.hpp"

#include "anqa/data/repo.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/web/endpoint.hpp"
#include "catalog/pictures.hpp"
#include "support/support.hpp"
#include "web/router.hpp"
#include "web/shop_socket.hpp"

namespace shop {
namespace {

/// A supervisor of its own, so that visitors who crash the limiter for fun do not use up the patience of the
/// root.
anqa::Supervisor::Spec limiters(RateLimiter::Options limits) {
  return {.max_restarts = 1000,
          .children = {anqa::child<RateLimiter>(limits).id("rate limiter").named("shop.rate_limiter")}};
}

}  // namespace

anqa::Supervisor::Spec tree(const Settings& settings, RateLimiter::Options limits) {
  pictures::keep_in(settings.pictures);
  return {
      .children = {
          anqa::child<anqa::RepoServer>(database_options(settings)).id("repo"),
          anqa::child<anqa::PubSub>().id("pubsub"),
          anqa::child<anqa::Supervisor>(limiters(limits)).id("limiters"),
          anqa::child<anqa::Supervisor>(support::rooms()).id("support"),
          anqa::child<anqa::Supervisor>(pictures::reader()).id("pictures"),
          anqa::child<anqa::Endpoint>(
              {.port = settings.port,
               .secret_key_base = settings.secret_key_base,
               .routes = routes.all(),
               .statics = {{.at = "/assets", .from = settings.assets},
                           // What visitors sent is shown as a picture or not at all. No name is used twice.
                           {.at = "/pictures",
                            .from = settings.pictures,
                            .cache_control_for_etags = "public, max-age=31536000, immutable",
                            .headers = {{"x-content-type-options", "nosniff"}}}},
               .sockets = {anqa::live_socket(), anqa::socket<ShopSocket>("/socket", {.longpoll = true})},
               .timeouts = settings.timeouts})
              .id("endpoint"),
      }};
}

}  // namespace shop
