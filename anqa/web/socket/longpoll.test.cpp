#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/term/json.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/socket/user_socket.hpp"

using namespace anqa;
using ::testing::ElementsAre;

namespace {

class Echo : public Channel {
 public:
  Joining join(std::string_view, const Params&) { return ok(); }
  Reply handle_in(const Incoming& message) {
    if (message.binary()) return Reply::ok({{"bytes", message.binary()->size()}});
    push("first", {});
    return Reply::ok(message.payload().term());
  }
};

struct PollSocket {
  struct Assigns {};
  static std::vector<ChannelRoute> channels() { return {channel<Echo>("echo")}; }
  static result<Assigns> connect(const SocketRequest& request) {
    if (request.params().has("refuse")) return fail("not you");
    return Assigns{};
  }
  static std::string id(const Assigns&) { return "polls"; }
};

EndpointConfig config() { return {.sockets = {socket<PollSocket>("/socket", {.longpoll = true})}}; }

/// What a client that polls sees.
struct Poller {
  ConnTest browser{config()};
  std::string token;
  std::vector<std::string> frames;

  Task<std::int64_t> send(http::Request request) {
    request.target = "/socket/longpoll?vsn=2.0.0&token=" + token;
    const auto response = co_await browser.send(std::move(request));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("cache-control"), "no-store");
    const auto body = json::parse(response.text());
    if (!body) co_return -1;
    frames.clear();
    for (const Term& frame : (*body)["messages"].items()) frames.emplace_back(frame.as_binary().value_or(""));
    if (const auto given = (*body)["token"].as_binary()) token = *given;
    co_return (*body)["status"].as_integer().value_or(-1);
  }
  Task<std::int64_t> poll() { return send({}); }
  Task<std::int64_t> post(std::string body) {
    http::Request request;
    request.method = http::Method::post;
    request.headers.add("content-type", "application/x-ndjson");
    request.body = std::move(body);
    return send(std::move(request));
  }
};

}  // namespace

PROCESS_TEST(LongPoll, CarriesTheProtocol) {
  LogCapture log;
  start_link<PubSub>();
  Poller client;
  EXPECT_EQ(co_await client.poll(), 410);
  EXPECT_FALSE(client.token.empty());
  EXPECT_EQ(co_await client.post(
                "[\"1\",\"1\",\"echo\",\"phx_join\",{}]\n[null,\"2\",\"phoenix\",\"heartbeat\",{}]"),
            200);
  std::vector<std::string> all;
  while (co_await client.poll() == 200) all.insert(all.end(), client.frames.begin(), client.frames.end());
  EXPECT_THAT(all, ::testing::UnorderedElementsAre(
                       R"(["1","1","echo","phx_reply",{"response":{},"status":"ok"}])",
                       R"([null,"2","phoenix","phx_reply",{"response":{},"status":"ok"}])"));
  EXPECT_EQ(co_await client.post(R"(["1","3","echo","say",{"a":1}])"), 200);
  EXPECT_EQ(co_await client.poll(), 200);
  if (client.frames.size() == 1) {  // the second had not come yet
    const auto first = client.frames;
    EXPECT_EQ(co_await client.poll(), 200);
    client.frames.insert(client.frames.begin(), first.begin(), first.end());
  }
  EXPECT_THAT(client.frames,
              ElementsAre(R"(["1",null,"echo","first",{}])",
                          R"(["1","3","echo","phx_reply",{"response":{"a":1},"status":"ok"}])"));
  // A binary push is a line of base64: kind 0, the four lengths, the texts and two bytes.
  EXPECT_EQ(co_await client.post("AAEBBAMxNGVjaG9iaW4BAg=="), 200);
  EXPECT_EQ(co_await client.poll(), 200);
  EXPECT_THAT(client.frames,
              ElementsAre(R"(["1","4","echo","phx_reply",{"response":{"bytes":2},"status":"ok"}])"));
  EXPECT_EQ(co_await client.poll(), 204);
}

PROCESS_TEST(LongPoll, RefusesAndForgets) {
  LogCapture log;
  start_link<PubSub>();
  Poller client;
  const auto refused = co_await client.browser.get("/socket/longpoll?vsn=2.0.0&refuse=1");
  EXPECT_EQ(refused.text(), R"({"status":403})");
  EXPECT_EQ((co_await client.browser.get("/socket/longpoll")).text(), R"({"status":403})") << "version 1";
  client.token = "forged";
  EXPECT_EQ(co_await client.post("[]"), 410);
  EXPECT_EQ(co_await client.poll(), 410);
  const std::string token = client.token;
  EXPECT_NE(token, "forged");
  // Nobody polls for so long that the session ends.
  co_await sleep_for(std::chrono::seconds(16));
  EXPECT_EQ(co_await client.post("[]"), 410);
  EXPECT_EQ(co_await client.poll(), 410);
  EXPECT_NE(client.token, token);
  client.browser.put_req_header("origin", "https://evil.example");
  EXPECT_EQ((co_await client.browser.get("/socket/longpoll?vsn=2.0.0")).status, 403);
}

PROCESS_TEST(LongPoll, EndsWhenItIsDisconnectedOrSendsNonsense) {
  LogCapture log;
  start_link<PubSub>();
  Poller client;
  EXPECT_EQ(co_await client.poll(), 410);
  EXPECT_EQ(co_await client.poll(), 204);
  Endpoint::broadcast("polls", "disconnect");
  EXPECT_EQ(co_await client.poll(), 410);

  Poller other;
  EXPECT_EQ(co_await other.poll(), 410);
  EXPECT_EQ(co_await other.post("nonsense"), 200);
  EXPECT_EQ(co_await other.poll(), 410);
  EXPECT_TRUE(log.contains("closed:")) << log.text();
}

PROCESS_TEST(LongPoll, AnswersAPageOfAnotherOriginThatAsksWhetherItMay) {
  Poller client;
  http::Request request;
  request.method = http::Method::options;
  request.target = "/socket/longpoll";
  request.headers.add("access-control-request-headers", "x-phoenix-authtoken");
  const auto response = co_await client.browser.send(std::move(request));
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("access-control-allow-origin"), "*");
  EXPECT_EQ(response.headers.get("access-control-allow-headers"), "x-phoenix-authtoken");
}
