#include "anqa/cell/internal/frame.hpp"

#include <cstddef>
#include <cstdint>

#include "anqa/runtime/detail/wire_codec.hpp"
#include "anqa/runtime/exit_reason.hpp"

// What a cell may send when it has overwritten its own memory: any bytes. The reader must find frames in them
// or refuse, and the codec of what is in a frame likewise.

namespace {
struct Payload {
  std::string text;
  std::vector<std::vector<int>> numbers;
  std::optional<anqa::ExitReason> reason;
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  anqa::cell::FrameReader frames(4096);
  frames.feed({reinterpret_cast<const char*>(data), size});
  while (auto frame = frames.next()) {
    anqa::WireReader reader(frame->body.data(), frame->body.size());
    Payload payload;
    anqa::detail::wire_get(payload, reader);
  }
  return 0;
}
