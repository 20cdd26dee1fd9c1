#include "pages.hpp"

#include <algorithm>
#include <chrono>

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/stash.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "order_live.hpp"
#include "report_live.hpp"
#include "root_layout.hpp"
#include "search_live.hpp"
#include "signup_live.hpp"

namespace guides {

class AvatarLive;
class ChatLive;
class CountersLive;

namespace {

// [routes]
constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::fetch_live_flash,
                                        anqa::put_root_layout<RootLayout>, anqa::protect_from_forgery);

constexpr auto all = anqa::routes(anqa::scope(
    "/", browser, anqa::live<SearchLive>("/birds"), anqa::live<ChatLive>("/chat"),
    anqa::live<SignupLive>("/signup"), anqa::live<CountersLive>("/counters"),
    anqa::live<ReportLive>("/report"), anqa::live<AvatarLive>("/avatar"), anqa::live<OrderLive>("/order")));
// [/routes]

}  // namespace

// [config]
anqa::EndpointConfig config() {
  anqa::EndpointConfig config;
  config.routes = all;
  config.secret_key_base = std::string(64, 's');  // from a file or the environment, not from the source
  config.sockets = {anqa::live_socket("/live", {.longpoll = true}, {.stash = anqa::live_stash()})};
  return config;
}
// [/config]

std::vector<Bird> birds_named(std::string_view text, int page) {
  std::vector<Bird> found;
  for (int id = 1; id <= 50; ++id) {
    Bird bird{id, (id % 2 == 0 ? "Tit " : "Robin ") + std::to_string(id)};
    if (bird.name.contains(text)) found.push_back(std::move(bird));
  }
  const auto begin = std::min<std::size_t>(static_cast<std::size_t>(page - 1) * 20, found.size());
  const auto end = std::min<std::size_t>(begin + 20, found.size());
  return {found.begin() + static_cast<std::ptrdiff_t>(begin),
          found.begin() + static_cast<std::ptrdiff_t>(end)};
}

anqa::Task<int> count_sheep(std::string where) {
  co_await anqa::sleep_for(std::chrono::seconds(1));
  co_return where == "hill" ? 12 : 0;
}

// [changeset]
anqa::Changeset<Member> SignupLive::checked(const Params& sent) {
  return anqa::cast<&Member::name, &Member::email>(Member{}, sent)
      .validate_required<&Member::name, &Member::email>()
      .validate_format<&Member::email>("@");
}
// [/changeset]

}  // namespace guides
