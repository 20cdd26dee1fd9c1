#include "anqa/http/internal/out_queue.hpp"

#include <gtest/gtest.h>

namespace anqa::http::detail {
namespace {

/// Writes as a socket would that takes `at_once` bytes a call.
std::string drain(OutQueue& queue, std::size_t at_once) {
  std::string written;
  while (!queue.empty()) {
    const std::string_view taken = queue.front().substr(0, at_once);
    const std::size_t before = queue.size();
    const std::size_t size = taken.size();
    written += taken;
    queue.consume(size);
    EXPECT_EQ(queue.size(), before - size);
  }
  return written;
}

TEST(OutQueue, KeepsTheOrderOfSmallLargeAndSharedPieces) {
  const std::string large(20'000, 'l');
  const auto shared = std::make_shared<const std::string>(30'000, 's');
  for (const std::size_t at_once : {1u, 7u, 19'999u, 100'000u}) {
    OutQueue queue;
    EXPECT_TRUE(queue.empty());
    queue.tail() += "head";
    queue.append(std::string("small"));
    queue.append(std::string(large));
    queue.append(shared);
    queue.append(std::make_shared<const std::string>("s"));
    queue.tail() += "end";
    EXPECT_EQ(drain(queue, at_once), "headsmall" + large + *shared + "send");
    EXPECT_TRUE(queue.empty());
    queue.tail() += "again";
    EXPECT_EQ(drain(queue, at_once), "again");
  }
}

TEST(OutQueue, JoinsSmallPieces) {
  OutQueue queue;
  for (int i = 0; i < 10; ++i) queue.append(std::string("x"));
  EXPECT_EQ(queue.front(), "xxxxxxxxxx");
  EXPECT_EQ(queue.size(), 10u);
}

}  // namespace
}  // namespace anqa::http::detail
