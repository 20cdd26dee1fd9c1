// steps SEED SEQUENCES STEPS: random lives of a page, one JSON object a line: what a client is sent and the
// whole HTML that it should then show. compare.mjs reads them. The seed of a step that fails is in its line.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "driver.hpp"
#include "pages/everything_live.hpp"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: steps SEED SEQUENCES STEPS\n", stderr);
    return 2;
  }
  const std::uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t sequences = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t steps = std::strtoull(argv[3], nullptr, 10);
  std::string line;
  for (std::uint64_t sequence = 0; sequence < sequences; ++sequence) {
    rendered::Driver page(anqa::view_type<pages::EverythingLive>());
    for (std::uint64_t step = 0; step <= steps; ++step) {
      const std::uint64_t number = seed + sequence * 1'000'003 + step;
      const std::string diff = step == 0 ? page.diff() : page.event("mutate", {{"seed", number}});
      line = step == 0 ? "{\"join\":" : "{\"diff\":";
      line += diff + ",\"seed\":" + std::to_string(seed) + ",\"sequence\":" + std::to_string(sequence) +
              ",\"step\":" + std::to_string(step) + ",\"html\":";
      anqa::json::write_string(line, page.html());
      line += "}\n";
      std::fwrite(line.data(), 1, line.size(), stdout);
    }
  }
  return 0;
}
