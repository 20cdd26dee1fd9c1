// Controllers beside live views: the same layout, and messages from one to the other.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/process_test.hpp"
#include "visitor.hpp"

using namespace anqa;
using ::testing::HasSubstr;

PROCESS_TEST(PlainPages, HaveTheLayoutOfTheirPipeline) {
  LogCapture log;
  Visitor visitor;
  const std::string page = co_await visitor.load("/hello/%3CBob%3E");
  EXPECT_THAT(page, HasSubstr("<title>Hello</title></head><body><h1>hello &lt;Bob&gt;</h1></body>"));
  EXPECT_EQ(visitor.csrf.size(), 56U);
}

PROCESS_TEST(PlainPages, LeaveAMessageForALiveView) {
  LogCapture log;
  Visitor visitor;
  EXPECT_EQ((co_await visitor.browser().get("/leave_word")).status, 302);
  EXPECT_THAT(co_await visitor.load("/other"), HasSubstr("other word"));
  // The connected page is given what its first render had.
  EXPECT_TRUE(co_await visitor.connect(visitor.csrf));
  visitor.join("1");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("rendered":{"0":"word")"));
  EXPECT_THAT(co_await visitor.load("/other"), HasSubstr("other </main>"));
}
