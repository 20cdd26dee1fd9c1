#include <cstdint>
#include <cstdlib>

#include "anqa/term/params.hpp"

/// Whatever is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto params = anqa::Params::decode(text);
  if (params && !anqa::Params::decode(params->encode())) std::abort();
  return 0;
}
