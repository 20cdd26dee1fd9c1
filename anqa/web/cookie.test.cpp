#include "anqa/web/cookie.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using anqa::find_cookie;
using anqa::write_cookie;

TEST(Cookie, IsFoundByItsWholeName) {
  EXPECT_EQ(find_cookie("a=1; ab=2;b=\"3\"; c=x=y ;d", "a"), "1");
  EXPECT_EQ(find_cookie("a=1; ab=2;b=\"3\"; c=x=y ;d", "b"), "3");
  EXPECT_EQ(find_cookie("a=1; ab=2;b=\"3\"; c=x=y ;d", "c"), "x=y");
  EXPECT_FALSE(find_cookie("a=1; ab=2", "d"));
  EXPECT_FALSE(find_cookie("ab=2", "a"));
  EXPECT_FALSE(find_cookie("", "a"));
  EXPECT_FALSE(find_cookie(";;=;d", "d"));
  EXPECT_EQ(find_cookie("a=1; a=2", "a"), "1");
}

TEST(Cookie, IsWrittenWithItsAttributes) {
  EXPECT_EQ(write_cookie("a", "1", {}), "a=1; path=/; HttpOnly");
  EXPECT_EQ(write_cookie("a", "1",
                         {.max_age = 60,
                          .domain = "shop.example",
                          .path = "/x",
                          .secure = true,
                          .http_only = false,
                          .same_site = anqa::SameSite::strict}),
            "a=1; path=/x; domain=shop.example; max-age=60; secure; SameSite=Strict");
  EXPECT_EQ(write_cookie("a", "", {.max_age = 0}),
            "a=; path=/; max-age=0; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly");
}

TEST(Cookie, RefusesWhatWouldEndItOrStartAnotherHeader) {
  EXPECT_THROW(write_cookie("a", "1; admin=1", {}), std::invalid_argument);
  EXPECT_THROW(write_cookie("a", "1\r\nset-cookie: b=2", {}), std::invalid_argument);
  EXPECT_THROW(write_cookie("a", std::string_view("1\0", 2), {}), std::invalid_argument);
  EXPECT_THROW(write_cookie("a=b", "1", {}), std::invalid_argument);
  EXPECT_THROW(write_cookie("", "1", {}), std::invalid_argument);
  EXPECT_THROW(write_cookie("a", "1", {.domain = "x; secure"}), std::invalid_argument);
  EXPECT_THROW(write_cookie("a", "1", {.path = "/\n"}), std::invalid_argument);
}

}  // namespace
