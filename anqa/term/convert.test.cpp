#include "anqa/term/convert.hpp"

#include <gtest/gtest.h>

#include <map>

namespace anqa {
namespace {

enum class Color { red = 1, blue = 2 };
struct Item {
  std::string name;
  double price = 0;
};
struct Order {
  std::int64_t id = 0;
  std::vector<Item> items;
  std::optional<std::string> note;
  std::map<std::string, int> counts;
  bool paid = false;
  Color color = Color::red;
  Term extra;
};

const Order order{
    7, {{"tea", 2.5}, {"pot", 10}}, std::nullopt, {{"a", 1}}, true, Color::blue, Term::atom("x")};

TEST(Convert, MakesAMapOfAStruct) {
  EXPECT_EQ(inspect(to_term(order)),
            R"(%{"color" => 2, "counts" => %{"a" => 1}, "extra" => :x, "id" => 7, )"
            R"("items" => [%{"name" => "tea", "price" => 2.5}, %{"name" => "pot", "price" => 10.0}], )"
            R"("note" => nil, "paid" => true})");
  EXPECT_EQ(inspect(to_term(Item{"tea", 1}, Keys::atoms)), R"(%{:name => "tea", :price => 1.0})");
}

TEST(Convert, ReadsItBack) {
  for (const Keys keys : {Keys::text, Keys::atoms}) {
    const auto back = from_term<Order>(to_term(order, keys));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(to_term(*back), to_term(order));
  }
}

std::string error_of(Term term) {
  const auto converted = from_term<Order>(term);
  return converted ? "converted" : converted.error().message;
}

TEST(Convert, NamesThePathToWhatDoesNotFit) {
  const Term good = to_term(order);
  EXPECT_EQ(error_of(Term(good).set("id", "7")), R"(id: an integer in range is wanted, got "7")");
  EXPECT_EQ(error_of(Term(good).set(
                "items", Term::list({to_term(Item{}), Term::map({{"name", "x"}, {"price", "y"}})}))),
            R"(items[1].price: a number is wanted, got "y")");
  EXPECT_EQ(error_of(Term(good).set("counts", Term::map({{"a", 1LL << 40}}))),
            "counts.a: an integer in range is wanted, got 1099511627776");
  EXPECT_EQ(error_of(Term(good).erase("paid")), "paid: is missing");
  EXPECT_EQ(error_of(Term(good).erase("note")), "converted");
  EXPECT_EQ(error_of(1), "a map is wanted, got 1");
}

}  // namespace
}  // namespace anqa
