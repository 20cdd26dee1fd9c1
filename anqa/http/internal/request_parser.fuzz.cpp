#include <cstdlib>
#include <string>

#include "anqa/http/internal/plain_head.hpp"
#include "anqa/http/internal/request_parser.hpp"

/// Reads the input as one connection's bytes, whole and in pieces whose sizes the input decides: nothing may
/// crash, and both must come to the same end. Whole heads that are plain are read by read_plain_head(),
/// pieces by llhttp, so that the two are held to the same result; and what the first takes must look plain.
namespace {

using anqa::http::Limits;
using anqa::http::detail::RequestParser;

struct End {
  std::string requests;  // all that is known of each
  std::size_t body_bytes = 0;
  int status = 0;
  RequestParser::State state = RequestParser::State::idle;
  bool operator==(const End&) const = default;
};

void note(RequestParser& parser, std::string& out) {
  const anqa::http::Request& request = parser.request();
  out.append(to_string(request.method)).append(" ").append(request.target);
  out += " 1." + std::to_string(request.minor_version) + (request.keep_alive ? " stays " : " closes ");
  out += std::to_string(parser.known_body_size()) + (parser.is_chunked() ? " in chunks\n" : "\n");
  for (const anqa::http::Header field : request.headers)
    out.append(field.name).append(": ").append(field.value).append("\n");
}

/// Nothing that changes how the rest of the connection is read may be in it.
void check_plain(std::string_view bytes, const Limits& limits) {
  anqa::http::Request request;
  const auto head = anqa::http::detail::read_plain_head(bytes, limits, request);
  if (!head) return;
  const std::string_view read = bytes.substr(0, head->size);
  const auto& headers = request.headers;
  const bool ends_right = read.ends_with("\r\n\r\n") && read.find("\r\n\r\n") == read.size() - 4;
  if (!ends_right || headers.count("host") != 1 || headers.count("content-length") > 1) std::abort();
  for (const std::string_view name : {"transfer-encoding", "expect", "upgrade", "proxy-connection"}) {
    if (headers.has(name)) std::abort();
  }
  for (const char c : read) {
    if ((c < ' ' && c != '\r' && c != '\n') || c == 0x7f) std::abort();
  }
  if (headers.size() > limits.header_count || request.target.size() > limits.target_bytes) std::abort();
}

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
    note(parser, end.requests);
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
  check_plain(bytes, limits);
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
