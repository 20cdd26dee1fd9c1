#include "anqa/base/reflect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "anqa/base/fixed_string.hpp"

namespace shop {

struct Point {
  int x;
  int y;
};

struct NoDefault {
  explicit NoDefault(int v) : value(v) {}
  int value;
};

struct Product {
  std::int64_t id;
  std::string name;
  std::optional<int> stock;
  std::vector<std::string> tags;
  std::chrono::seconds lifetime;
  std::chrono::system_clock::time_point added;
  Point place;
  std::map<std::string, int> sizes;
  std::variant<int, std::string> code;
  std::unique_ptr<int> owner;
  std::expected<int, std::string> outcome;
  std::array<int, 3> triple;
  bool hidden = false;
};

template <anqa::FixedString Table>
struct Schema {
  static constexpr std::string_view table = Table.view();
};

struct User : Schema<"users"> {
  std::int64_t id;
  std::string email;
  std::optional<std::string> nick;
};

struct Mixed : Schema<"a">, Schema<"b"> {
  NoDefault first;
  int second;
};

struct Wide {
  int a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, c0, c1, c2, c3, c4, c5, c6, c7, d0, d1,
      d2, d3, d4, d5, d6, d7;
};

struct Nothing {};
struct Tagged : Schema<"tagged"> {};

}  // namespace shop

namespace {

struct Local {
  int number;
  std::string text;
};

using anqa::field_count;
using anqa::field_index;
using anqa::field_name;
using anqa::field_type;
using anqa::member_name;
using testing::ElementsAre;

TEST(Reflect, CountsFields) {
  static_assert(field_count<shop::Point> == 2);
  static_assert(field_count<const shop::Point> == 2);
  static_assert(field_count<shop::Product> == 13);
  static_assert(field_count<shop::Wide> == 32);
  static_assert(field_count<Local> == 2);
  static_assert(field_count<shop::Nothing> == 0);
}

TEST(Reflect, EmptyBaseClassesAreNotFields) {
  static_assert(field_count<shop::User> == 3);
  static_assert(field_count<shop::Tagged> == 0);
  static_assert(std::is_same_v<field_type<shop::User, 0>, std::int64_t>);
}

TEST(Reflect, BaseClassesAreNotFields) {
  struct Full {
    int value = 0;
  };
  struct Empty {};
  struct OnlyBases : Full, Empty {};
  static_assert(field_count<OnlyBases> == 0);
}

TEST(Reflect, FieldsNeedNoDefault) { static_assert(field_count<shop::Mixed> == 2); }

TEST(Reflect, NamesFields) {
  EXPECT_THAT(anqa::field_names<shop::User>, ElementsAre("id", "email", "nick"));
  EXPECT_THAT(anqa::field_names<Local>, ElementsAre("number", "text"));
  EXPECT_EQ((field_name<shop::Product, 4>()), "lifetime");
  EXPECT_EQ((field_name<shop::Wide, 31>()), "d7");
  EXPECT_TRUE(anqa::field_names<shop::Nothing>.empty());
}

TEST(Reflect, NamesMemberPointers) {
  EXPECT_EQ(member_name<&shop::Product::tags>(), "tags");
  EXPECT_EQ(member_name<&Local::text>(), "text");
}

TEST(Reflect, FindsTheIndexOfAMember) {
  static_assert(field_index<&shop::Product::id> == 0);
  static_assert(field_index<&shop::Product::hidden> == 12);
  static_assert(field_index<&shop::User::id> == 0);
  static_assert(field_index<&shop::User::nick> == 2);
  static_assert(field_index<&Local::text> == 1);
  static_assert(field_index<&shop::Wide::d7> == 31);
}

TEST(Reflect, KnowsFieldTypes) {
  static_assert(std::is_same_v<field_type<shop::Product, 2>, std::optional<int>>);
  static_assert(std::is_same_v<field_type<shop::Product, 9>, std::unique_ptr<int>>);
  static_assert(std::is_same_v<field_type<const shop::Point, 1>, int>);
}

TEST(Reflect, VisitsFieldsInOrder) {
  Local local{.number = 1, .text = "a"};
  std::vector<std::string> seen;
  anqa::for_each_field(local, [&]<class Field>(std::string_view name, Field& value) {
    seen.emplace_back(name);
    if constexpr (std::is_same_v<Field, int>) value = 7;
  });
  EXPECT_THAT(seen, ElementsAre("number", "text"));
  EXPECT_EQ(local.number, 7);
}

TEST(Reflect, VisitsConstObjects) {
  const shop::Point point{.x = 3, .y = 4};
  int sum = 0;
  anqa::for_each_field(point, [&](std::string_view, const int& value) { sum += value; });
  EXPECT_EQ(sum, 7);
}

TEST(Reflect, GetsAFieldByIndex) {
  Local local{.number = 1, .text = "a"};
  anqa::get_field<1>(local) = "b";
  EXPECT_EQ(local.text, "b");
  EXPECT_EQ(&anqa::get_field<0>(local), &local.number);
}

TEST(Reflect, VisitsTypes) {
  std::vector<std::string> optionals;
  anqa::for_each_field_type<shop::User>([&]<std::size_t I, class Field>(std::string_view name) {
    if constexpr (requires(Field f) { f.has_value(); })
      optionals.push_back(std::string(name) + std::to_string(I));
  });
  EXPECT_THAT(optionals, ElementsAre("nick2"));
}

struct Circle {
  int radius = 1;
};
struct Square {
  int side = 2;
};
struct Drawing {
  std::variant<Circle, Square> shape;
  int colour = 3;
};

// Without a warning, though only this file knows the types.
TEST(Reflect, AVariantOfTypesOfOneFileIsAField) { EXPECT_EQ(anqa::field_count<Drawing>, 2U); }

}  // namespace
