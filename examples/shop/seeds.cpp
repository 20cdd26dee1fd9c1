#include "seeds.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace shop {
namespace {

struct Style {
  std::string_view name;
  std::string_view description;
};

/// A kind of product: each origin makes one of each style.
struct Line {
  Category category;
  std::string_view prefix;
  std::int64_t from_cents;
  std::array<std::string_view, 12> origins;
  std::array<Style, 3> styles;
};

constexpr Line lines[] = {
    {Category::tea,
     "TEA",
     590,
     {"Darjeeling", "Assam", "Ceylon", "Nepal", "Yunnan", "Keemun", "Uji", "Kagoshima", "Jeju", "Kenya",
      "Malawi", "Azores"},
     {{{"First Flush", "The first leaves of spring: bright, flowery, a little muscatel. Loose leaf, 100 g."},
       {"Green Tea", "Steamed an hour after picking, sweet and grassy. Loose leaf, 100 g."},
       {"Oolong", "Rolled by hand, half way between green and black. Loose leaf, 100 g."}}}},
    {Category::coffee,
     "COF",
     890,
     {"Yirgacheffe", "Sidamo", "Huila", "Nariño", "Antigua", "Tarrazú", "Nyeri", "Minas", "Sumatra", "Java",
      "Mysore", "Chiapas"},
     {{{"Light Coffee", "A light roast with blossom and citrus, made for filters. 250 g, whole beans."},
       {"Espresso Coffee", "Round and dark, with a crema that holds the sugar. 250 g, whole beans."},
       {"Decaf Coffee", "Washed with mountain water: everything but the caffeine. 250 g, whole beans."}}}},
    {Category::chocolate,
     "CHO",
     450,
     {"Madagascar", "Ecuador", "Peru", "Ghana", "Tanzania", "Belize", "Bolivia", "Vietnam", "Grenada",
      "Haiti", "Congo", "Fiji"},
     {{{"55% Chocolate", "Mild and creamy, with a note of caramel. A bar of 80 g."},
       {"75% Chocolate", "Dark, with red fruit and a long finish. A bar of 80 g."},
       {"Sea Salt Chocolate", "Dark chocolate under a few grains of salt. A bar of 80 g."}}}},
    {Category::spice,
     "SPI",
     380,
     {"Kampot", "Malabar", "Zanzibar", "Kashmir", "Aleppo", "Oaxaca", "Lampong", "Sarawak", "Izmir", "Murcia",
      "Szechuan", "Kerala"},
     {{{"Black Pepper", "Picked ripe and dried in the sun; grind it over the plate. A jar of 60 g."},
       {"Smoked Paprika", "Three weeks over oak wood make it sweet and deep. A jar of 60 g."},
       {"Cardamom", "Whole green pods, for rice, buns and curries. A jar of 60 g."}}}},
    {Category::honey,
     "HON",
     790,
     {"Black Forest", "Tuscany", "Provence", "Carpathian", "Pyrenees", "Highland", "Alpine", "Baltic",
      "Cretan", "Aegean", "Bavarian", "Galician"},
     {{{"Linden Honey", "Fresh, with a breath of mint. Cold stirred, 500 g."},
       {"Heather Honey", "Thick as jelly, bitter and sweet at once. Cold pressed, 500 g."},
       {"Chestnut Honey", "Dark and strong; good with cheese. Cold stirred, 500 g."}}}},
    {Category::teaware,
     "WAR",
     1990,
     {"Tokoname", "Arita", "Hagi", "Bizen", "Mino", "Yixing", "Jingdezhen", "Delft", "Meissen", "Limoges",
      "Sheffield", "Höganäs"},
     {{{"Teapot", "Holds 0.6 litres and does not drip. Fired at 1,280 degrees."},
       {"Cup", "Thin at the lip, thick at the foot. Fired at 1,280 degrees."},
       {"Bowl", "For whisked tea, or for nuts. Fired at 1,280 degrees."}}}},
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
      for (const auto& style : line.styles) {
        ++count;
        products.push_back({.sku = std::string(line.prefix) + "-" + number(count),
                            .name = std::string(origin) + " " + std::string(style.name),
                            .description = std::string(style.description),
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
