// What somebody might write with anqa-dev running. main NODE_MODULES
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "root_layout.hpp"

namespace note {

class NoteLive;
class InlineLive;

namespace {

anqa::Conn plain(anqa::Conn conn) { return conn.html("<html><body><p id='plain'>Plain</p></body></html>"); }

constexpr auto browser =
    anqa::pipeline(anqa::fetch_session, anqa::protect_from_forgery, anqa::put_root_layout<RootLayout>);
constexpr auto routes = anqa::routes(anqa::scope(
    "/", browser, anqa::live<NoteLive>("/"), anqa::live<InlineLive>("/inline"), anqa::get("/plain", plain)));

anqa::Supervisor::Spec tree(const std::string& node_modules) {
  const char* port = std::getenv("PORT");
  return {.children = {anqa::child<anqa::PubSub>(),
                       anqa::child<anqa::Endpoint>(
                           {.port = static_cast<std::uint16_t>(std::stoi(port != nullptr ? port : "4000")),
                            .secret_key_base = anqa::random_token(64),
                            .routes = routes.all(),
                            .statics = {{.at = "/static", .from = NOTE_STATIC},
                                        {.at = "/phoenix", .from = node_modules + "/phoenix/priv/static"},
                                        {.at = "/phoenix_live_view",
                                         .from = node_modules + "/phoenix_live_view/priv/static"}},
                            .sockets = {anqa::live_socket()}})}};
}

}  // namespace
}  // namespace note

int main(int, char** argv) { return anqa::run(1, argv, note::tree(argv[1])); }
