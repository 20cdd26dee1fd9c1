#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "counter_live.hpp"
#include "root_layout.hpp"

// [program]
constexpr auto browser =
    anqa::pipeline(anqa::fetch_session, anqa::protect_from_forgery, anqa::put_root_layout<RootLayout>);

constexpr auto routes = anqa::routes(anqa::scope("/", browser, anqa::live<CounterLive>("/")));

int main(int argc, char** argv) {
  return anqa::run(
      argc, argv,
      {.children = {anqa::child<anqa::Endpoint>({.secret_key_base = anqa::random_token(64),
                                                 .routes = routes.all(),
                                                 .statics = {{.at = "/assets", .from = COUNTER_ASSETS}},
                                                 .sockets = {anqa::live_socket()}})}});
}
// [/program]
