#include "everything_live.hpp"

#include <utility>

#include "random_changes.hpp"

namespace pages {

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
