#include <gmock/gmock.h>

#include <regex>

#include "interop_server.hpp"

namespace anqa::http {
namespace {

using testing::HasSubstr;
using Over = InteropServer::Over;

TEST(H2load, GetsEveryAnswerByManyStreams) {
  for (const Over over : {Over::clear, Over::tls}) {
    InteropServer server(over);
    const std::string report = output_of("h2load -n 3000 -c 4 -m 50 '" + server.url("/a") + "'");
    EXPECT_THAT(report, HasSubstr("3000 succeeded, 0 failed, 0 errored, 0 timeout"));
    EXPECT_THAT(report, HasSubstr("3000 2xx"));
  }
}

TEST(H2load, GetsLargeAnswersThroughItsWindows) {
  InteropServer server(Over::tls);
  const std::string report = output_of("h2load -n 60 -c 3 -m 10 '" + server.url("/large") + "'");
  EXPECT_THAT(report, HasSubstr("60 succeeded, 0 failed, 0 errored, 0 timeout"));
}

TEST(H2load, SpeaksHttp1Too) {
  InteropServer server(Over::tls);
  const std::string report = output_of("h2load --h1 -n 500 -c 4 '" + server.url("/a") + "'");
  EXPECT_THAT(report, HasSubstr("500 succeeded, 0 failed, 0 errored, 0 timeout"));
}

TEST(H2load, IsToldWhenTheConnectionHasServedEnough) {
  InteropServer server(Over::clear, {.limits = {.requests_per_connection = 100}});
  // It had planned more than are served; each that was begun is answered in full.
  const std::string report = output_of("h2load -n 1000 -c 1 -m 10 '" + server.url("/a") + "'");
  std::smatch counts;
  ASSERT_TRUE(std::regex_search(report, counts, std::regex("(\\d+) started, (\\d+) done, (\\d+) succeeded")))
      << report;
  EXPECT_EQ(counts[1], counts[3]) << report;
  EXPECT_GE(std::stoi(counts[3]), 100) << report;
}

}  // namespace
}  // namespace anqa::http
