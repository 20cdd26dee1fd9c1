// Views that die in each of their callbacks while their clients send: the clients are told, and all others go
// on.
#include <gmock/gmock.h>

#include <iterator>

#include "../support/live_visitor.hpp"
#include "anqa/base/log_capture.hpp"
#include "anqa/otp/async.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages.hpp"

using namespace anqa;

namespace {

/// Of each callback: a crash in it, and a kill while it waits. "" lives.
constexpr std::string_view dooms[] = {"mount!", "mount?", "connected!", "connected?", "params!", "params?",
                                      "event!", "event?", "info!",      "info?",      "async!",  "async?",
                                      "part!",  "part?",  "update!",    "update?",    "render!", "terminate!",
                                      ""};

Term click(std::string_view name) {
  return Term::map({{"type", "click"}, {"event", name}, {"value", Term::map()}});
}

/// All that comes until nothing has for a while, a line for each frame.
Task<std::string> everything_sent(const LiveVisitor* visitor) {
  std::string seen;
  while (const auto frame = co_await visitor->socket->next(std::chrono::seconds(5))) seen += *frame + "\n";
  co_return seen;
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

/// Opens a page that is to die so, and sends as much as a nervous visitor does, whatever is answered. Gives
/// what is wrong with what came back; empty when nothing is.
Task<std::string> nervous_client(std::string doom) {
  LiveVisitor visitor(market::config());
  const bool is_kill = doom.ends_with('?');
  co_await visitor.load("/mortal?doom=" + (is_kill ? doom.substr(0, doom.size() - 1) + "%3F" : doom));
  if (!co_await visitor.connect(visitor.csrf)) co_return "no connection";
  visitor.join("1");
  for (int i = 2; i < 8; ++i) visitor.send("1", std::to_string(i), "event", click("go"));
  Term part = click("part");
  visitor.send("1", "8", "event", part.set("cid", 1));
  visitor.send("1", "9", "live_patch", Term::map({{"url", visitor.url + "&again=1"}}));
  if (is_kill) {
    co_await sleep_for(std::chrono::seconds(1));
    if (const Pid view = co_await visitor.view()) exit(view, ExitReason::kill);
  }
  if (doom == "terminate!") visitor.send("1", "10", "phx_leave", Term::map());
  const std::string seen = co_await everything_sent(&visitor);
  visitor.socket->text(R"([null,"99","phoenix","heartbeat",{}])");
  if (!has(co_await everything_sent(&visitor),
           R"("99","phoenix","phx_reply",{"response":{},"status":"ok"}])")) {
    co_return doom + ": the connection is dead";
  }
  const bool told = has(seen, "phx_error") || has(seen, "join crashed") || has(seen, "phx_close");
  if (told == doom.empty()) co_return doom + ": the client was told\n" + seen;
  // It comes back, to a page without a doom.
  co_await visitor.load("/mortal");
  visitor.join("20");
  visitor.send("20", "21", "event", click("go"));
  const std::string again = co_await everything_sent(&visitor);
  co_return has(again, R"("0":"1")") ? "" : doom + ": the page did not come back\n" + again;
}

Task<void> clients_of_all_dooms(std::size_t clients) {
  std::vector<Async<std::string>> all;
  for (std::size_t i = 0; i < clients; ++i) {
    all.push_back(async(&nervous_client, std::string(dooms[i % std::size(dooms)])));
  }
  for (auto& each : all) EXPECT_EQ(co_await await(each, std::chrono::hours(1)), "");
}

}  // namespace

TEST(Deaths, InEachCallbackWhileAThousandClientsSend) {
  const LogCapture log;
  System system(std::make_unique<DeterministicScheduler>(anqa::testing::seeds().first));
  system.run([]() -> Task<void> { co_await clients_of_all_dooms(1000); });
}

PROCESS_TEST(Deaths, InEachCallback) {
  const LogCapture log;
  co_await clients_of_all_dooms(2 * std::size(dooms));
}
