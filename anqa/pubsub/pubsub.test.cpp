#include "anqa/pubsub/pubsub.hpp"

#include <stdexcept>

#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

struct OrderPlaced {
  int id;
};

class Listener : public GenServer {
 public:
  struct Sum {
    using Reply = int;
  };
  struct Leave {};
  explicit Listener(std::string topic) : topic_(std::move(topic)) {
    subscribe<OrderPlaced>(*this, topic_);
    subscribe<OrderPlaced>(*this, topic_);
  }
  void handle_info(const OrderPlaced& order) { sum_ += order.id; }
  int handle_call(const Sum&) const { return sum_; }
  void handle_cast(const Leave&) { unsubscribe<OrderPlaced>(topic_); }

 private:
  std::string topic_;
  int sum_ = 0;
};

}  // namespace

PROCESS_TEST(PubSub, ABroadcastReachesEachSubscriberOfTheTopicOnce) {
  start_link<PubSub>();
  auto first = start_link<Listener>("orders");
  auto second = start_link<Listener>("orders");
  auto other = start_link<Listener>("other");
  broadcast("orders", OrderPlaced{3});
  broadcast("orders", OrderPlaced{4});
  broadcast("orders", std::string("of another type"));
  EXPECT_EQ(co_await call(first, Listener::Sum{}), 7);
  EXPECT_EQ(co_await call(second, Listener::Sum{}), 7);
  EXPECT_EQ(co_await call(other, Listener::Sum{}), 0);
}

PROCESS_TEST(PubSub, WhoLeavesOrEndsIsSentNothingMore) {
  start_link<PubSub>();
  auto leaving = start_link<Listener>("orders");
  auto ending = start<Listener>("orders");
  cast(leaving, Listener::Leave{});
  EXPECT_EQ(co_await call(leaving, Listener::Sum{}), 0);
  exit(ending.pid(), ExitReason::kill);
  co_await down(ending.pid());
  broadcast("orders", OrderPlaced{3});
  EXPECT_EQ(co_await call(leaving, Listener::Sum{}), 0);
}

PROCESS_TEST(PubSub, WhoSubscribedStaysSoWhenItIsStartedAgain) {
  auto pubsub = start<PubSub>();
  auto listener = start_link<Listener>("orders");
  exit(pubsub.pid(), ExitReason::kill);
  co_await down(pubsub.pid());
  start_link<PubSub>();
  broadcast("orders", OrderPlaced{5});
  EXPECT_EQ(co_await call(listener, Listener::Sum{}), 5);
}

PROCESS_TEST(PubSub, APubSubThatIsNotRunningIsNamed) {
  try {
    broadcast("orders", OrderPlaced{1});
    ADD_FAILURE() << "broadcast without a PubSub";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(
        error.what(),
        "no PubSub \"anqa.pubsub\" is running; start it as child<PubSub>({.name = \"anqa.pubsub\"})");
  }
  co_return;
}
