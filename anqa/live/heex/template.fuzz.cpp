#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "anqa/live/heex/format.hpp"
#include "anqa/live/heex/generate.hpp"

// Whatever text is given to the template compiler, it compiles it or says where the mistake is; and what it
// compiles is laid out so that laying it out again changes nothing.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anqa::heex;
  const Source source{"page.html.heex", std::string(reinterpret_cast<const char*>(data), size)};
  try {
    generate(source, {.type = "Page", .name_space = "shop", .header = "page.hpp", .output_path = "out.cpp"});
    const std::string once = format(source);
    if (format({"page.html.heex", once}) != once) std::abort();
  } catch (const Mistake& mistake) {
    if (mistake.at > source.text.size()) std::abort();
    (void)describe(source, mistake);
  }
  return 0;
}
