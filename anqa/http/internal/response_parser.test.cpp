#include "anqa/http/internal/response_parser.hpp"

#include <gmock/gmock.h>

namespace anqa::http::detail {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using State = ResponseParser::State;

/// "200 a=b; body", with " keep" where the connection may go on; or the error. The pieces never matter.
std::string parse(const std::string& bytes, bool to_head = false, bool then_ends = false) {
  std::string first;
  for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}}) {
    ResponseParser parser(to_head, 1000);
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      parser.feed(std::string_view(bytes).substr(at, piece));
    if (then_ends) parser.finish();
    std::string text = parser.error();
    if (parser.state() != State::failed) {
      text = std::to_string(parser.status());
      for (const Header field : parser.headers())
        text += " " + std::string(field.name) + "=" + std::string(field.value);
      text += "; " + parser.take_body() + (parser.state() == State::complete ? "" : "…") +
              (parser.keep_alive() ? " keep" : "");
    }
    if (piece == bytes.size()) first = text;
    EXPECT_EQ(text, first) << "in pieces of " << piece;
  }
  return first;
}

TEST(HttpResponseParser, ReadsBodiesOfEachFraming) {
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), "200 Content-Length=3; abc keep");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"),
            "200 Transfer-Encoding=chunked; abc keep");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\n\r\nabc", false, true), "200; abc");
  EXPECT_EQ(parse("HTTP/1.1 204 No Content\r\n\r\n"), "204;  keep");
  EXPECT_EQ(parse("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"), "304 Content-Length=9;  keep");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true), "200 Content-Length=9;  keep");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            "200 Content-Length=0 Connection=close; ");
}

TEST(HttpResponseParser, PassesByWhatIsInformational) {
  EXPECT_EQ(parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                  "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"),
            "200 Content-Length=1; a keep");
}

TEST(HttpResponseParser, RefusesWhatIsCutOrMalformed) {
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", false, true),
            "the connection ended in its middle");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false, true),
            "the connection ended in its middle");
  EXPECT_EQ(parse("HTTP/1.1 200", false, true), "the connection ended in its middle");
  EXPECT_THAT(parse("SSH-2.0-OpenSSH\r\n"), StartsWith("it is no valid HTTP/1.1: "));
  EXPECT_THAT(parse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              StartsWith("it is no valid HTTP/1.1: "));
  EXPECT_THAT(parse("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x')), HasSubstr("longer than 1000 bytes"));
  EXPECT_THAT(parse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), HasSubstr("another protocol"));
}

TEST(HttpResponseParser, DoesNotKeepAConnectionThatSaysMoreThanItWasAsked) {
  ResponseParser parser(false, 1000);
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(parser.state(), State::complete);
  EXPECT_FALSE(parser.keep_alive());
}

}  // namespace
}  // namespace anqa::http::detail
