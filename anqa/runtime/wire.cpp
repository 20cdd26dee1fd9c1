#include "anqa/runtime/wire.hpp"

#include <limits>
#include <stdexcept>

namespace anqa {

void WireWriter::size(std::size_t count) {
  if (count > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a value of more than 4 GiB cannot be sent to a cell");
  raw(static_cast<std::uint32_t>(count));
}

std::size_t WireReader::size(std::size_t least) {
  const std::size_t count = raw<std::uint32_t>();
  if (count * least <= left()) return count;
  fail();
  return 0;
}

std::string WireReader::text() {
  const std::size_t length = size();
  const char* data = bytes(length);
  return data ? std::string(data, length) : std::string();
}

WireReader::Depth::Depth(WireReader& reader) : reader_(reader) {
  if (++reader_.depth_ > max_depth) reader_.fail();
}

}  // namespace anqa
