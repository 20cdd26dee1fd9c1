#include "anqa/testing/channel_test.hpp"

#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/endpoint.hpp"

using namespace anqa;

namespace {

class Chat : public Channel {
 public:
  Joining join(std::string_view topic, const Params& params) {
    if (topic == "chat:closed") return error({{"reason", "closed"}});
    return ok({{"given", params.term()}});
  }
  std::optional<Reply> handle_in(const Incoming& message) {
    if (message.event() == "say") broadcast("said", message.payload().term());
    if (message.event() == "me") push("you", {{"are", assigns<int>()}});
    if (message.event() == "silence") return std::nullopt;
    return Reply::ok(message.binary() ? Payload{{"size", message.binary()->size()}} : Payload());
  }
};

struct ChatSocket {
  using Assigns = int;
  static std::vector<ChannelRoute> channels() { return {channel<Chat>("chat:*")}; }
  static result<int> connect(const SocketRequest& request) {
    const auto id = request.params().get<int>("id");
    if (!id) return fail("no id");
    return *id;
  }
  static std::string id(const int& id) { return "users:" + std::to_string(id); }
};

}  // namespace

PROCESS_TEST(ChannelTest, IsAClientWithoutANetwork) {
  LogCapture log;
  start_link<PubSub>();
  EXPECT_EQ((co_await ChannelTest::connect<ChatSocket>()).error().message, "no id");
  auto client = co_await ChannelTest::connect<ChatSocket>({{"id", 7}});
  auto other = ChannelTest::socket<ChatSocket>(8);
  EXPECT_EQ((co_await client->subscribe_and_join("chat:closed")).error()["reason"], Term("closed"));
  const auto joined = co_await client->subscribe_and_join("chat:1", Term::map({{"a", 1}}));
  EXPECT_EQ((*joined)["given"]["a"], Term(1));
  EXPECT_TRUE(co_await other.subscribe_and_join("chat:1"));

  co_await client->assert_reply(client->push("say", {{"text", "hello"}}), "ok", Term::map());
  co_await client->assert_broadcast("said", Term::map({{"text", "hello"}}));
  co_await client->refute_broadcast("said");
  co_await other.assert_broadcast("said");
  co_await client->refute_reply(client->push("silence"));
  client->push("me");
  co_await client->assert_push("you", Term::map({{"are", 7}}));
  co_await client->refute_push("you");
  co_await client->assert_reply(client->push("bytes", Binary{"abc"}), "ok", Term::map({{"size", 3}}));
  client->broadcast_from("news");
  co_await other.assert_broadcast("news");
  co_await client->assert_reply(client->leave(), "ok");
  Endpoint::broadcast("users:7", "disconnect");
  co_await client->assert_closed(1001);
  other.close();
}
