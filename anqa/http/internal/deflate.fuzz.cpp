#include <cstdint>
#include <cstdlib>

#include "anqa/http/internal/deflate.hpp"

/// The input is inflated, which must stay in its limit; deflated, and must come back the same; and read as
/// offers of extensions, where what is agreed on must itself be an offer that can be met.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anqa::http::detail;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::size_t limit = 2000;
  std::string out;
  if (inflate_message(bytes, limit, out) == Inflated::done && out.size() > limit) std::abort();
  const Deflate deflate{.window_bits = size == 0 ? 15 : 9 + data[0] % 7};
  if (inflate_message(deflate_message(bytes, deflate), size, out) != Inflated::done || out != bytes)
    std::abort();
  if (const auto agreed = accept_deflate({bytes})) {
    const std::string said = to_extension(*agreed);
    if (!accept_deflate({said})) std::abort();
  }
  return 0;
}
