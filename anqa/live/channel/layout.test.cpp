#include "anqa/live/channel/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/live/channel/flash.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/web/session.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

Conn a_conn() { return fetch_session(build_conn({})); }

TEST(Layout, IsAPlainDocumentUnlessOneWasPut) {
  Conn conn = a_conn();
  const std::string document = in_root_layout(conn, "Tea & cake", "<p>hi</p>");
  EXPECT_THAT(document, ::testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(document, HasSubstr("<title>Tea &amp; cake</title>"));
  EXPECT_THAT(document, HasSubstr("<body><p>hi</p></body>"));
  EXPECT_THAT(document, HasSubstr(R"(<meta name="csrf-token" content=")"));
}

TEST(Flash, OfAControllerIsThereForOnePage) {
  Conn conn = a_conn();
  conn.put_session("phoenix_flash", Term::map({{"info", "saved"}, {"error", "but not all"}}));
  Conn next = fetch_live_flash(std::move(conn));
  EXPECT_EQ(flash_of(next)["info"], "saved");
  EXPECT_EQ(flash_of(next)["error"], "but not all");
  EXPECT_FALSE(send_resp(next.text("shown")).headers.get("set-cookie")->empty());
}

TEST(Flash, IsEmptyWithoutThePlug) { EXPECT_TRUE(flash_of(a_conn()).empty()); }

}  // namespace
}  // namespace anqa
