#include <cstdint>
#include <cstdlib>

#include "anqa/term/json.hpp"

/// Whatever is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = anqa::json::parse(text);
  if (parsed && anqa::json::parse(anqa::json::write(*parsed)) != parsed) std::abort();
  return 0;
}
