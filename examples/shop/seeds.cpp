#include "seeds.hpp"

#include <array>
#include <string>
#include <string_view>

namespace shop {
namespace {

/// A kind of product: each origin makes one of each style.
struct Line {
  Category category;
  std::string_view prefix;
  std::string_view noun;
  std::string_view description;
  std::int64_t from_cents;
  std::array<std::string_view, 12> origins;
  std::array<std::string_view, 8> styles;
};

constexpr Line lines[] = {
    {Category::tea,
     "TEA",
     "",
     "Loose leaf, 100 g, in a bag that keeps it fresh.",
     590,
     {"Darjeeling", "Assam", "Ceylon", "Nepal", "Yunnan", "Keemun", "Uji", "Kagoshima", "Jeju", "Kenya",
      "Malawi", "Azores"},
     {"First Flush", "Second Flush", "Green Tea", "White Tea", "Oolong", "Earl Grey", "Breakfast Tea",
      "Evening Tea"}},
    {Category::coffee,
     "COF",
     "Coffee",
     "250 g, roasted on Monday, sent on Tuesday.",
     890,
     {"Yirgacheffe", "Sidamo", "Huila", "Nariño", "Antigua", "Tarrazú", "Nyeri", "Minas", "Sumatra", "Java",
      "Mysore", "Chiapas"},
     {"Light Roast", "Medium Roast", "Dark Roast", "Espresso", "Decaf", "Peaberry", "Natural", "Washed"}},
    {Category::chocolate,
     "CHO",
     "Chocolate",
     "A bar of 80 g, made of beans from one place.",
     450,
     {"Madagascar", "Ecuador", "Peru", "Ghana", "Tanzania", "Belize", "Bolivia", "Vietnam", "Grenada",
      "Haiti", "Congo", "Fiji"},
     {"55%", "65%", "70%", "75%", "85%", "Sea Salt", "Almond", "Orange"}},
    {Category::spice,
     "SPI",
     "",
     "In a jar with a lid that shuts, 60 g.",
     380,
     {"Kampot", "Malabar", "Zanzibar", "Kashmir", "Aleppo", "Oaxaca", "Lampong", "Sarawak", "Izmir", "Murcia",
      "Szechuan", "Kerala"},
     {"Black Pepper", "White Pepper", "Long Pepper", "Chilli Flakes", "Smoked Paprika", "Cardamom", "Cloves",
      "Cinnamon"}},
    {Category::honey,
     "HON",
     "Honey",
     "Cold stirred, 500 g, from one apiary.",
     790,
     {"Black Forest", "Tuscany", "Provence", "Carpathian", "Pyrenees", "Highland", "Alpine", "Baltic",
      "Cretan", "Aegean", "Bavarian", "Galician"},
     {"Linden", "Acacia", "Heather", "Chestnut", "Thyme", "Lavender", "Forest", "Wildflower"}},
    {Category::teaware,
     "WAR",
     "",
     "Fired at 1,280 degrees, safe in the dishwasher.",
     1990,
     {"Tokoname", "Arita", "Hagi", "Bizen", "Mino", "Yixing", "Jingdezhen", "Delft", "Meissen", "Limoges",
      "Sheffield", "Höganäs"},
     {"Teapot", "Cup", "Bowl", "Gaiwan", "Jug", "Saucer", "Caddy", "Strainer"}},
};

std::string number(std::size_t value) {
  std::string digits = std::to_string(value);
  return std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits;
}

}  // namespace

std::vector<Product> seed_products() {
  std::vector<Product> products;
  for (const auto& line : lines) {
    std::size_t count = 0;
    for (const auto origin : line.origins) {
      for (const auto style : line.styles) {
        ++count;
        std::string name = std::string(origin) + " " + std::string(style);
        if (!line.noun.empty()) name.append(" ").append(line.noun);
        products.push_back({.sku = std::string(line.prefix) + "-" + number(count),
                            .name = std::move(name),
                            .description = std::string(line.description),
                            .category = line.category,
                            .price_cents = line.from_cents + static_cast<std::int64_t>(count * 37 % 19) * 50,
                            .stock = 10'000});
      }
    }
  }
  return products;
}

std::int64_t seed(anqa::BlockingRepo repo) {
  return repo.transaction([](anqa::BlockingRepo& tx) -> std::int64_t {
    if (tx.exists(anqa::from<Product>())) return 0;
    return tx.insert_all(seed_products());
  });
}

}  // namespace shop
