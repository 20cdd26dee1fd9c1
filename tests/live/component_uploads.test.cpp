// Files for live components: each has uploads of its own.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages.hpp"

using namespace anqa;
using ::testing::HasSubstr, ::testing::Not;

PROCESS_TEST(ComponentUploads, AreTheComponentsOwn) {
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/parcels");
  auto first = view.file_input("#first", "doc", {{.name = "a.txt", .content = "0123456789"}});
  auto second = view.file_input("#second", "doc", {{.name = "b.txt", .content = "01"}});
  co_await first.render_upload("a.txt", 50);
  EXPECT_THAT(co_await view.element("#first").render(), HasSubstr("a.txt 50"));
  EXPECT_THAT(co_await view.element("#second").render(), Not(HasSubstr("<i>")));
  co_await second.render_upload("b.txt");
  EXPECT_THAT(co_await view.element("#second").render(), HasSubstr("b.txt 100"));
  co_await view.form("#second").render_submit();
  EXPECT_THAT(co_await view.element("#second").render(), HasSubstr("<b>b.txt</b>"));
  EXPECT_THAT(co_await view.element("#first").render(), HasSubstr("a.txt 50"));
  co_await first.render_upload("a.txt", 100);
  co_await view.form("#first").render_submit();
  EXPECT_THAT(co_await view.element("#first").render(), HasSubstr("<b>a.txt</b>"));
}

PROCESS_TEST(ComponentUploads, EndWithTheComponent) {
  LogCapture log;
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/parcels");
  auto second = view.file_input("#second", "doc", {{.name = "b.txt", .content = "0123456789"}});
  co_await second.render_upload("b.txt", 50);
  co_await view.element("button").render_click();
  EXPECT_FALSE(co_await view.has_element("#second"));
  EXPECT_ANY_THROW(co_await second.render_upload("b.txt", 100));
  EXPECT_TRUE(co_await view.has_element("#first"));
}
