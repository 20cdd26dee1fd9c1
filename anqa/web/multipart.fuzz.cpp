#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anqa/web/detail/multipart.hpp"
#include "anqa/web/http_error.hpp"

/// Reads the input as a multipart form, whole and in pieces whose sizes the input decides: nothing may crash
/// or take more than its limits, and both must come to the same end.
namespace {

struct End {
  int status = 200;
  std::string params;
  std::size_t files = 0;
  bool operator==(const End&) const = default;
};

/// The temporary files have different names each time.
std::string without_paths(const anqa::Term& term) {
  std::string text = anqa::inspect(term);
  for (std::size_t at = 0; (at = text.find("anqa-upload-", at)) != std::string::npos;) text.erase(at, 18);
  return text;
}

template <class NextSize>
End read(std::string_view bytes, NextSize next_size) {
  End end;
  try {
    anqa::detail::MultipartParser parser("b", {.length = 4096,
                                               .multipart_fields_length = 512,
                                               .multipart_parts = 4,
                                               .part_header_length = 256,
                                               .form_depth = 4});
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, next_size());
      parser.feed(piece);
      bytes.remove_prefix(piece.size());
    }
    parser.finish();
    end.params = without_paths(parser.params().term());
    end.files = parser.take_files().size();
  } catch (const anqa::HttpError& error) {
    end.status = error.status();
  }
  return end;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const End whole = read(bytes, [] { return std::string_view::npos; });
  std::size_t at = 0;
  const End pieces = read(bytes, [&] { return std::size_t{1} + data[at++ % size] % 16U; });
  // A form that is refused may be refused for another of its faults when it comes in pieces.
  if (whole.status == 200 || pieces.status == 200) {
    if (!(whole == pieces)) std::abort();
  }
  return 0;
}
