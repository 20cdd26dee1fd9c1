#include <cstdlib>

#include "anqa/http/internal/frame_reader.hpp"

/// Reads the input as a client's frames, whole and byte by byte, with and without compression agreed on:
/// nothing may crash, and both must read the same.
namespace {

using anqa::http::detail::FrameReader;

std::string read(std::string_view bytes, std::size_t piece, bool compressed) {
  FrameReader reader(200, compressed);
  std::string seen;
  while (!bytes.empty()) {
    std::string_view now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    while (true) {
      const FrameReader::Event event = reader.read(now);
      if (event == FrameReader::Event::more) break;
      seen.append(1, static_cast<char>(event));
      if (event == FrameReader::Event::error)
        return seen + std::to_string(static_cast<int>(reader.error_code()));
      if (reader.payload().size() > 200) std::abort();
      seen.append(reader.payload());
      if (event == FrameReader::Event::close) return seen;
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool compressed : {false, true}) {
    if (read(bytes, std::string_view::npos, compressed) != read(bytes, 1, compressed)) std::abort();
  }
  return 0;
}
