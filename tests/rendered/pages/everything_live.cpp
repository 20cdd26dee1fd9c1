#include "everything_live.hpp"

#include <algorithm>
#include <utility>

namespace pages {

namespace {

/// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31U)) % limit;
  }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

 private:
  std::uint64_t state_;
};

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

}  // namespace

std::vector<int> Repeat::first(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(count % 2 == 0 ? i : count - i);
  return numbers;
}

void EverythingLive::handle_event(Event<"mutate">, const Params& params, Socket& socket) {
  Random random(params.get<std::uint64_t>("seed").value_or(0));
  static constexpr const char* tones[] = {nullptr, "", "dark", "light \"x\""};
  static constexpr std::string_view urls[] = {"/", "javascript:alert(1)", " jAva\nscript:alert(1)",
                                              "https://a.b/?q=1&r=2"};
  if (random.chance(2)) socket.assign<&Assigns::n>(static_cast<int>(random.below(8)));
  if (random.chance(4)) socket.assign<&Assigns::big>(random.chance(2));
  if (random.chance(4)) socket.assign<&Assigns::hidden>(random.chance(2));
  if (random.chance(3)) socket.assign<&Assigns::text>(some_text(random));
  if (random.chance(8)) socket.assign<&Assigns::markup>(random.chance(2) ? "<u>\"x\"\n</u>" : "");
  if (random.chance(8)) socket.assign<&Assigns::url>(std::string(urls[random.below(std::size(urls))]));
  if (random.chance(5)) {
    socket.assign<&Assigns::title>(random.chance(3) ? std::optional<std::string>() : some_text(random));
  }
  if (random.chance(6)) socket.assign<&Assigns::tone>(tones[random.below(std::size(tones))]);
  if (random.chance(6)) socket.assign<&Assigns::ratio>(static_cast<double>(random.below(100)) / 7.0);
  if (random.chance(2)) {
    socket.update<&Assigns::rows>([&](std::vector<Row>& rows) {
      for (std::uint64_t i = random.below(3) + 1; i > 0; --i) change_rows(random, rows);
    });
  }
  if (random.chance(4)) {
    std::vector<std::string> words;
    for (std::uint64_t i = random.below(4); i > 0; --i) words.push_back(some_text(random));
    socket.assign<&Assigns::words>(std::move(words));
  }
}

}  // namespace pages
