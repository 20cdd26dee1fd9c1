#include <zlib.h>

#include "anqa/term/internal/etf_decoder.hpp"
#include "anqa/term/internal/etf_tags.hpp"

namespace anqa::etf {
namespace {

result<Term> decode_all(std::string_view bytes, Options options) {
  detail::Decoder decoder(bytes, options);
  Term term = decoder.term(0);
  if (!decoder.failed() && decoder.left() > 0) {
    decoder.fail("the term ends here, but " + std::to_string(decoder.left()) + " bytes follow");
  }
  if (decoder.failed()) return fail(decoder.error());
  return term;
}

/// The inflated bytes of `size:32, zlib data`.
result<std::string> inflate(std::string_view bytes, Options options) {
  if (bytes.size() < 4) return fail("External Term Format: a compressed term without its size");
  std::size_t size = 0;
  for (const char c : bytes.substr(0, 4)) size = size << 8 | static_cast<unsigned char>(c);
  if (size > options.max_inflated) {
    return fail("External Term Format: a compressed term of " + std::to_string(size) + " bytes; at most " +
                std::to_string(options.max_inflated) + " are accepted");
  }
  std::string out(size, '\0');
  auto written = static_cast<uLongf>(size);
  const int code =
      ::uncompress(reinterpret_cast<Bytef*>(out.data()), &written,
                   reinterpret_cast<const Bytef*>(bytes.data()) + 4, static_cast<uLong>(bytes.size() - 4));
  if (code != Z_OK || written != size)
    return fail("External Term Format: a compressed term that does not inflate");
  return out;
}

}  // namespace

result<Term> decode(std::string_view bytes, Options options) {
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) != detail::version) {
    return fail("External Term Format: the first byte must be 131");
  }
  bytes.remove_prefix(1);
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) != detail::compressed) {
    return decode_all(bytes, options);
  }
  const auto inflated = inflate(bytes.substr(1), options);
  if (!inflated) return std::unexpected(inflated.error());
  return decode_all(*inflated, options);
}

result<Term> decode_next(std::string_view& bytes, Options options) {
  detail::Decoder decoder(bytes, options);
  Term term = decoder.term(0);
  if (decoder.failed()) return fail(decoder.error());
  bytes.remove_prefix(decoder.consumed());
  return term;
}

}  // namespace anqa::etf
