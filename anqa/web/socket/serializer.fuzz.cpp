#include <cstdint>
#include <cstdlib>
#include <string>

#include "anqa/web/socket/serializer.hpp"

/// A client may send anything. A space before it has the whole frame read as JSON, which must make no
/// difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view frame(reinterpret_cast<const char*>(data), size);
  const auto read = anqa::frames::decode_text(frame);
  const auto as_json = anqa::frames::decode_text(" " + std::string(frame));
  if (read.has_value() != as_json.has_value()) std::abort();
  if (read &&
      (read->join_ref != as_json->join_ref || read->ref != as_json->ref || read->topic != as_json->topic ||
       read->event != as_json->event || read->payload.term() != as_json->payload.term())) {
    std::abort();
  }
  (void)anqa::frames::decode_binary(frame);
  return 0;
}
