#include "anqa/dev/add_script.hpp"

#include <gtest/gtest.h>

namespace anqa::dev {
namespace {

std::string with_script(http::Response response) {
  add_script(response, "<script></script>");
  return std::string(response.text());
}

TEST(AddScript, ToThePageOnly) {
  EXPECT_EQ(with_script(http::Response::html(200, "<body>a</body></html>")),
            "<body>a<script></script></body></html>");
  EXPECT_EQ(with_script(http::Response::html(500, "<body><p></body></body>")),
            "<body><p></body><script></script></body>");
  EXPECT_EQ(with_script(http::Response::html(200, "<p>a part of a page</p>")), "<p>a part of a page</p>");
  EXPECT_EQ(with_script(http::Response::text(200, "</body>")), "</body>");
}

TEST(AddScript, NotToWhatIsCompressed) {
  auto response = http::Response::html(200, "</body>");
  response.headers.add("content-encoding", "br");
  EXPECT_EQ(with_script(std::move(response)), "</body>");
}

}  // namespace
}  // namespace anqa::dev
