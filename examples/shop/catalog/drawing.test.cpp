#include "catalog/drawing.hpp"

#include <gmock/gmock.h>

#include <set>

#include "seeds.hpp"

using namespace shop;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Drawing, IsAnotherOneForEachProduct) {
  std::set<std::string> drawings;
  for (const auto& product : seed_products()) {
    const auto svg = draw(product);
    EXPECT_THAT(svg, StartsWith("<svg "));
    EXPECT_THAT(svg, EndsWith("</svg>"));
    EXPECT_EQ(svg, draw(product));
    drawings.insert(svg);
  }
  EXPECT_GT(drawings.size(), 200U);
}

TEST(Drawing, HoldsNoMarkupOfANameItself) {
  const auto svg = draw({.name = "<script>alert(1)</script>&x tea"});
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("&")));
}

}  // namespace
