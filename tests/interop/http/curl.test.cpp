#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "interop_server.hpp"

namespace anqa::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Over = InteropServer::Over;

struct Way {
  Over over;
  std::string option;   // of curl
  std::string version;  // of HTTP, as the handler and curl call it
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.option; }

/// Every test by HTTP/1.1 and HTTP/2, in the clear and over TLS.
class Curl : public testing::TestWithParam<Way> {
 protected:
  explicit Curl(Server::Options options = {}) : server_(GetParam().over, std::move(options)) {}

  std::string curl(const std::string& arguments, const std::string& path) {
    const std::string trust = GetParam().over == Over::tls ? " --cacert " + server_.certfile() : "";
    return output_of("curl -sS -m 60 " + GetParam().option + trust + " " + arguments + " '" +
                     server_.url(path) + "'");
  }
  std::string download(const std::string& arguments, const std::string& path) {
    const std::string file = server_.scratch().file("download");
    std::filesystem::remove(file);
    curl(arguments + " -o " + file, path);
    std::ostringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
  }

  InteropServer server_;
};

INSTANTIATE_TEST_SUITE_P(Ways, Curl,
                         testing::Values(Way{Over::clear, "--http1.1", "1"},
                                         Way{Over::clear, "--http2-prior-knowledge", "2"},
                                         Way{Over::tls, "--http1.1", "1"}, Way{Over::tls, "--http2", "2"}));

TEST_P(Curl, GetsWhatTheHandlerAnswers) {
  const std::string answer = curl("-i -b 'a=1; b=2'", "/path?q=1");
  EXPECT_THAT(answer, StartsWith("HTTP/" + GetParam().version));
  EXPECT_THAT(answer, HasSubstr("GET " + server_.url("/path?q=1") + " HTTP/" + GetParam().version +
                                " cookie=a=1; b=2 body="));
  EXPECT_THAT(answer, HasSubstr(GetParam().version == "2" ? "x-mixed-case: yes" : "X-Mixed-Case: yes"));
  EXPECT_THAT(answer, HasSubstr("date: "));
  EXPECT_THAT(answer, HasSubstr("content-length: "));
  if (GetParam().over == Over::tls) {
    EXPECT_THAT(answer, EndsWith(" TLSv1.3 to localhost"));
  }
}

TEST_P(Curl, SendsABody) {
  EXPECT_THAT(curl("-d 'a=b&c=d'", "/form"), HasSubstr(" body=a=b&c=d"));
  EXPECT_THAT(curl("-X DELETE", "/thing"), StartsWith("DELETE "));
  EXPECT_THAT(curl("-I", "/"), HasSubstr("content-length: "));
}

TEST_P(Curl, SendsAndGetsWhatIsLargerThanAnyWindow) {
  EXPECT_EQ(download("", "/large"), std::string(5'000'000, 'x'));
  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i);
  const std::string file = server_.scratch().file("upload", content);
  EXPECT_EQ(download("", "/file?" + file), content);
  EXPECT_EQ(curl("--data-binary @" + file, "/count"), std::to_string(content.size()));
  EXPECT_EQ(download("--data-binary @" + file, "/echo"), content);
  EXPECT_EQ(download("-H 'Expect: 100-continue' --data-binary @" + file, "/echo"), content);
}

TEST_P(Curl, GetsABodyThatIsMadeWhileItIsSent) {
  EXPECT_EQ(curl("", "/stream"), "piece 0\npiece 1\npiece 2\n");
  EXPECT_EQ(curl("-I", "/stream").find("piece"), std::string::npos);
}

TEST_P(Curl, NoticesABodyThatBreaksOff) {
  EXPECT_THAT(curl("", "/broken"), HasSubstr("curl: ("));
  EXPECT_THAT(curl("-i", "/throw"), HasSubstr(" 500"));
}

TEST_P(Curl, UsesItsConnectionAgain) {
  const std::string log = curl("-v '" + server_.url("/first") + "' -o /dev/null", "/second");
  EXPECT_THAT(log, HasSubstr("Re-using existing connection"));
}

/// Bodies reach the handler while they come.
class CurlStreaming : public Curl {
 protected:
  CurlStreaming() : Curl({.stream_bodies_over = 1000, .limits = {.body_bytes = 4'000'000}}) {}
};
INSTANTIATE_TEST_SUITE_P(Ways, CurlStreaming,
                         testing::Values(Way{Over::clear, "--http1.1", "1"},
                                         Way{Over::clear, "--http2-prior-knowledge", "2"},
                                         Way{Over::tls, "--http1.1", "1"}, Way{Over::tls, "--http2", "2"}));

TEST_P(CurlStreaming, SendsItsBodyAsItIsRead) {
  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i);
  const std::string file = server_.scratch().file("upload", content);
  EXPECT_EQ(curl("--data-binary @" + file, "/count"), std::to_string(content.size()));
  EXPECT_EQ(curl("-H 'Transfer-Encoding: chunked' --data-binary @" + file, "/count"),
            std::to_string(content.size()));
  EXPECT_EQ(download("--data-binary @" + file, "/echo"), content);
  EXPECT_EQ(download("-H 'Transfer-Encoding: chunked' --data-binary @" + file, "/echo"), content);
}

TEST_P(CurlStreaming, IsToldThatItsBodyIsTooLarge) {
  const std::string file = server_.scratch().file("upload", std::string(5'000'000, 'x'));
  EXPECT_THAT(curl("-i --data-binary @" + file, "/count"), HasSubstr(" 413"));
}

TEST_P(CurlStreaming, GetsAnAnswerThatDoesNotWaitForItsBody) {
  // No more than fits into a window: this curl reads no more of them once it has its answer.
  const std::string file = server_.scratch().file("upload", std::string(200'000, 'x'));
  EXPECT_THAT(curl("-i --data-binary @" + file, "/path"), HasSubstr(" 200"));
}

}  // namespace
}  // namespace anqa::http
