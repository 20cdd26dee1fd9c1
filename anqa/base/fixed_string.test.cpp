#include "anqa/base/fixed_string.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace {

template <anqa::FixedString Name>
struct Named {
  static constexpr std::string_view name = Name.view();
};

TEST(FixedString, IsATemplateArgument) {
  EXPECT_EQ(Named<"users">::name, "users");
  static_assert(std::is_same_v<Named<"a">, Named<"a">>);
  static_assert(!std::is_same_v<Named<"a">, Named<"b">>);
}

TEST(FixedString, ComparesByText) {
  static_assert(anqa::FixedString("a") == anqa::FixedString("a"));
  static_assert(!(anqa::FixedString("a") == anqa::FixedString("ab")));
}

TEST(FixedString, MayBeEmptyOrHoldZeroBytes) {
  static_assert(anqa::FixedString("").size() == 0);
  static_assert(anqa::FixedString("a\0b").view() == std::string_view("a\0b", 3));
}

TEST(FixedString, Concatenates) {
  constexpr auto joined = anqa::fixed_concat(anqa::FixedString("phx-"), anqa::FixedString("click"));
  EXPECT_EQ(joined.view(), "phx-click");
  EXPECT_STREQ(joined.c_str(), "phx-click");
}

}  // namespace
