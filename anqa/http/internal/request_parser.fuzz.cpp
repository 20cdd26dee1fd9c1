#include <cstdlib>

#include "anqa/http/internal/request_parser.hpp"

/// Reads the input as one connection's bytes, whole and in pieces whose sizes the input decides: nothing may
/// crash, and both must come to the same end.
namespace {

using anqa::http::Limits;
using anqa::http::detail::RequestParser;

struct End {
  std::size_t requests = 0;
  std::size_t body_bytes = 0;
  int status = 0;
  RequestParser::State state = RequestParser::State::idle;
  bool operator==(const End&) const = default;
};

/// `streamed`: the body is taken piece by piece, as BodyReader does.
template <class NextSize>
End parse(std::string_view bytes, const Limits& limits, bool streamed, NextSize next_size) {
  RequestParser parser(limits);
  End end;
  while (!bytes.empty() && parser.state() != RequestParser::State::failed) {
    const std::size_t taken = parser.feed(bytes.substr(0, next_size()));
    bytes.remove_prefix(taken);
    if (streamed && parser.state() != RequestParser::State::head) end.body_bytes += parser.take_body().size();
    if (parser.body_size() > limits.body_bytes) std::abort();
    if (parser.state() != RequestParser::State::complete) continue;
    ++end.requests;
    end.body_bytes += parser.request().body.size();
    parser.next();
  }
  end.state = parser.state();
  if (end.state == RequestParser::State::failed) end.status = parser.error().status;
  return end;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.target_bytes = 64;
  limits.header_count = 8;
  limits.header_bytes = 256;
  limits.body_bytes = 64;
  limits.chunk_overhead_bytes = 64;
  const End whole = parse(bytes, limits, false, [] { return std::string_view::npos; });
  std::size_t at = 0;
  const End pieces = parse(bytes, limits, false, [&] { return 1 + data[at++ % size] % 16; });
  End streamed = parse(bytes, limits, true, [&] { return 1 + data[at++ % size] % 16; });
  if (!(whole == pieces)) std::abort();
  // Of a request that fails in its middle, the streamed bytes had come.
  if (whole.status != 0) streamed.body_bytes = whole.body_bytes;
  if (whole.state != RequestParser::State::body && !(whole == streamed)) std::abort();
  return 0;
}
