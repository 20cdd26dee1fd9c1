#include "anqa/base/log_capture.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace timeout_test {

class Session : public GenServer {
 public:
  struct Touch {};
  struct Poke {};
  struct Never {};
  struct Leave {
    using Reply = int;
  };
  explicit Session(Pid test) : test_(test) { timeout_after(*this, 5s); }
  void handle_cast(const Touch&) { timeout_after(*this, 5s); }
  void handle_cast(const Poke&) {}
  void handle_cast(const Never&) { cancel_timeout(); }
  void handle_call(const Leave&, From<int>) { stop(ExitReason("left")); }
  void handle_timeout() { send(test_, std::string("timeout")); }
  int state() const { return 0; }

 private:
  Pid test_;
};

}  // namespace timeout_test
using namespace timeout_test;

PROCESS_TEST(Timeout, ComesWhenNoMessageDoes) {
  auto session = start_link<Session>(self());
  EXPECT_FALSE((co_await receive<std::string>(4999ms)).has_value());
  EXPECT_EQ(co_await receive<std::string>(100ms), "timeout");
  EXPECT_FALSE((co_await receive<std::string>(1h)).has_value());  // once
}

PROCESS_TEST(Timeout, AnyMessageCancelsIt) {
  auto session = start_link<Session>(self());
  co_await sleep_for(4s);
  cast(session, Session::Poke{});
  EXPECT_FALSE((co_await receive<std::string>(1h)).has_value());
}

PROCESS_TEST(Timeout, AnotherTakesItsPlace) {
  auto session = start_link<Session>(self());
  for (int i = 0; i < 5; ++i) {
    co_await sleep_for(4s);
    cast(session, Session::Touch{});
  }
  EXPECT_FALSE((co_await receive<std::string>(4s)).has_value());
  EXPECT_EQ(co_await receive<std::string>(2s), "timeout");
  cast(session, Session::Touch{});
  cast(session, Session::Never{});
  EXPECT_FALSE((co_await receive<std::string>(1h)).has_value());
}

PROCESS_TEST(Timeout, OneThatHasFiredDoesNotDisturbTheNext) {
  auto session = start_link<Session>(self());
  co_await suspend(session.pid());
  cast(session, Session::Touch{});
  co_await sleep_for(6s);  // the first has fired, behind the message that came before it
  co_await resume(session.pid());
  co_await get_state(session);
  EXPECT_FALSE((co_await receive<std::string>(4s)).has_value());
  EXPECT_EQ(co_await receive<std::string>(2s), "timeout");
}

PROCESS_TEST(Timeout, LookingInsideDoesNotCancelIt) {
  auto session = start_link<Session>(self());
  co_await sleep_for(4s);
  co_await get_state(session);
  co_await process_info(session.pid());
  EXPECT_EQ(co_await receive<std::string>(2s), "timeout");
}

PROCESS_TEST(GenServer, ACallThatIsLeftUnansweredByStopFailsWithItsReason) {
  auto session = start<Session>(self());
  auto answer = co_await try_call(session, Session::Leave{});
  EXPECT_EQ(answer.error().text(), "left");
}
