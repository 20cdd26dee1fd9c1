#include "anqa/cell/internal/frame.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

using namespace anqa;
using namespace anqa::cell;

namespace {

std::string frame(FrameKind kind, std::string_view body) {
  std::string out;
  append_frame(out, kind, [&](WireWriter& writer) { writer.bytes(body.data(), body.size()); });
  return out;
}

}  // namespace

RC_GTEST_PROP(FrameReader, FindsTheFramesHoweverTheBytesArrive, (const std::vector<std::string>& bodies)) {
  std::string stream;
  for (const std::string& body : bodies) stream += frame(FrameKind::message, body);
  FrameReader reader(1 << 20);
  std::vector<std::string> found;
  std::size_t at = 0;
  while (at < stream.size()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, stream.size() - at + 1);
    reader.feed(std::string_view(stream).substr(at, size));
    at += size;
    while (auto next = reader.next()) found.emplace_back(next->body);
  }
  RC_ASSERT(found == bodies);
  RC_ASSERT(!reader.bad());
}

TEST(FrameReader, RefusesWhatIsTooLong) {
  FrameReader reader(100);
  reader.feed(frame(FrameKind::log, std::string(99, 'x')));
  EXPECT_TRUE(reader.next());
  reader.feed(frame(FrameKind::log, std::string(100, 'x')));
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.bad());
}

TEST(FrameReader, RefusesAnUnknownKindAndNoKind) {
  for (const std::string& bytes : {std::string("\1\0\0\0\x7f", 5), std::string("\0\0\0\0\0", 5)}) {
    FrameReader reader(100);
    reader.feed(bytes);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.bad());
  }
}
