#include "anqa/web/check_origin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "anqa/http/request.hpp"

namespace anqa {
namespace {

bool allows(const CheckOrigin& check, std::string_view origin) {
  return check.allows(origin, "shop.example", {});
}

TEST(CheckOrigin, IsByDefaultTheEndpointsOwnHost) {
  const CheckOrigin check = true;
  EXPECT_TRUE(allows(check, "https://shop.example"));
  EXPECT_TRUE(allows(check, "http://SHOP.example:4000"));
  EXPECT_FALSE(allows(check, "https://evil.example"));
  EXPECT_FALSE(allows(check, "https://shop.example.evil.example"));
  EXPECT_FALSE(allows(check, "https://evilshop.example"));
  EXPECT_FALSE(allows(check, "https://shop.example@evil.example"));
  EXPECT_FALSE(allows(check, "null"));
  EXPECT_FALSE(allows(check, ""));
}

TEST(CheckOrigin, MayBeAnyOfAList) {
  const CheckOrigin check = {"https://a.example", "//*.b.example", "//c.example:4000", "//[::1]"};
  EXPECT_TRUE(allows(check, "https://a.example"));
  EXPECT_TRUE(allows(check, "https://a.example:443"));
  EXPECT_FALSE(allows(check, "http://a.example"));
  EXPECT_FALSE(allows(check, "https://a.example:8443"));
  EXPECT_TRUE(allows(check, "http://x.b.example:81"));
  EXPECT_TRUE(allows(check, "http://x.y.b.example"));
  EXPECT_FALSE(allows(check, "http://b.example"));
  EXPECT_FALSE(allows(check, "http://xb.example"));
  EXPECT_TRUE(allows(check, "http://c.example:4000"));
  EXPECT_FALSE(allows(check, "http://c.example"));
  EXPECT_TRUE(allows(check, "http://[::1]:4000"));
  EXPECT_FALSE(allows(check, "null"));
  EXPECT_EQ(check.to_string(), R"({"https://a.example", "//*.b.example", "//c.example:4000", "//[::1]"})");
}

TEST(CheckOrigin, MayBeWhatTheRequestWasSentTo) {
  http::Request request;
  request.headers.add("host", "tenant.example:8443");
  request.scheme = "https";
  const CheckOrigin check = CheckOrigin::conn();
  EXPECT_TRUE(check.allows("https://tenant.example:8443", "shop.example", request));
  EXPECT_FALSE(check.allows("http://tenant.example:8443", "shop.example", request));
  EXPECT_FALSE(check.allows("https://tenant.example", "shop.example", request));
  EXPECT_FALSE(check.allows("https://shop.example", "shop.example", request));
  request.headers.set("host", "tenant.example");
  EXPECT_TRUE(check.allows("https://tenant.example", "shop.example", request));
}

TEST(CheckOrigin, MayBeAFunctionOrNothing) {
  const CheckOrigin check = [](const Origin& origin) {
    return origin.scheme == "https" && origin.host == "x.example" && origin.port == "81";
  };
  EXPECT_TRUE(allows(check, "https://X.example:81"));
  EXPECT_FALSE(allows(check, "https://y.example:81"));
  EXPECT_TRUE(allows(CheckOrigin(false), "null"));
}

TEST(CheckOrigin, SaysWhatIsNoOrigin) {
  for (const char* wrong : {"shop.example", "any", "https://", "//*", "//a.*.example", "//x.example:port"}) {
    try {
      const CheckOrigin check = {std::string_view(wrong)};
      ADD_FAILURE() << wrong;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr(std::string("\"") + wrong + "\" is no origin"));
    }
  }
}

}  // namespace
}  // namespace anqa
