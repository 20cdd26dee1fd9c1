#include "random_changes.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace pages {

std::string some_text(Random& random) {
  static constexpr std::string_view pool[] = {"",
                                              "a",
                                              "tea & cake",
                                              "<script>alert(1)</script>",
                                              "it's \"quoted\"",
                                              "line\nbreak\ttab",
                                              "ünïcödé ✓ 🦆",
                                              "back\\slash",
                                              "{\"s\":0}",
                                              "  blanks  ",
                                              "\x01\x1f",
                                              "a much longer text, longer than fifteen characters"};
  return std::string(pool[random.below(std::size(pool))]);
}

Row some_row(Random& random, int id) {
  Row row{.id = id, .name = some_text(random), .hot = random.chance(2), .visible = !random.chance(5)};
  for (std::uint64_t i = random.below(3); i > 0; --i) row.tags.push_back(some_text(random));
  for (std::uint64_t i = random.below(3); i > 0; --i) {
    row.pairs["k" + std::to_string(random.below(4))] = static_cast<int>(random.below(10));
  }
  return row;
}

void change_rows(Random& random, std::vector<Row>& rows) {
  const auto any = [&] { return static_cast<std::ptrdiff_t>(random.below(rows.size())); };
  int next_id = 0;
  for (const Row& row : rows) next_id = std::max(next_id, row.id + 1);
  switch (random.below(9)) {
    case 0:
      rows.clear();
      break;
    case 1:
      rows.insert(rows.begin(), some_row(random, next_id));
      break;
    case 2:
      std::reverse(rows.begin(), rows.end());
      break;
    case 3:
      if (!rows.empty()) rows.erase(rows.begin() + any());
      break;
    case 4:
      if (!rows.empty()) std::swap(rows[any()], rows[any()]);
      break;
    case 5:
      if (!rows.empty()) std::rotate(rows.begin(), rows.begin() + any(), rows.end());
      break;
    case 6:
    case 7:
      if (!rows.empty()) {
        Row& row = rows[any()];
        row = some_row(random, row.id);
      }
      break;
    default:
      for (std::uint64_t i = random.below(4) + 1; i > 0; --i) rows.push_back(some_row(random, next_id++));
      break;
  }
}

}  // namespace pages
