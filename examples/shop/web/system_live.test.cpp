#include "web/system_live.hpp"

#include <gtest/gtest.h>

using namespace shop;

namespace {

TEST(SystemLive, LetsNobodyKillWhatOthersNeed) {
  using Node = TreePicture::Node;
  EXPECT_TRUE(SystemLive::may_be_killed(Node{.path = "/anqa.root/limiters/rate limiter"}));
  EXPECT_FALSE(SystemLive::may_be_killed(Node{.path = "/anqa.root/limiters", .is_supervisor = true}));
  EXPECT_FALSE(SystemLive::may_be_killed(Node{.path = "/anqa.root/repo"}));
  EXPECT_FALSE(SystemLive::may_be_killed(Node{.path = "/anqa.root/endpoint"}));
}

}  // namespace
