#include <cstdint>

#include "anqa/web/socket/serializer.hpp"

/// A client may send anything.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view frame(reinterpret_cast<const char*>(data), size);
  (void)anqa::frames::decode_text(frame);
  (void)anqa::frames::decode_binary(frame);
  return 0;
}
