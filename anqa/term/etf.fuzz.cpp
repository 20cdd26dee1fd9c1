#include <cstdint>
#include <cstdlib>

#include "anqa/term/etf.hpp"

/// Whatever is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto decoded = anqa::etf::decode(text);
  if (decoded && anqa::etf::decode(anqa::etf::encode(*decoded)) != decoded) std::abort();
  return 0;
}
