#include "anqa/http/internal/request_parser.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace anqa::http::detail {
namespace {

using State = RequestParser::State;
using testing::HasSubstr;

/// What a connection would see of `bytes` that arrive in pieces: each request, then the error if there is
/// one.
struct Outcome {
  struct Seen {
    Method method;
    std::string target;
    Headers headers;
    std::string body;
    int minor_version;
    bool keep_alive;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> requests;
  int status = 0;
  std::string message;
  State last = State::idle;
  bool operator==(const Outcome&) const = default;
};

Outcome parse(const std::vector<std::string>& pieces, const Limits& limits = {}) {
  RequestParser parser(limits);
  Outcome outcome;
  for (const std::string& piece : pieces) {
    std::string_view rest = piece;
    while (!rest.empty() && parser.state() != State::failed) {
      rest.remove_prefix(parser.feed(rest));
      if (parser.state() == State::complete) {
        const Request& request = parser.request();
        outcome.requests.push_back({request.method, request.target, request.headers, request.body,
                                    request.minor_version, request.keep_alive});
        parser.next();
      }
    }
  }
  outcome.last = parser.state();
  if (parser.state() == State::failed) {
    outcome.status = parser.error().status;
    outcome.message = parser.error().message;
  }
  return outcome;
}

Outcome parse(const std::string& bytes, const Limits& limits = {}) {
  return parse(std::vector{bytes}, limits);
}

std::string get_with(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
std::string post_with(std::string_view fields, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

TEST(RequestParser, ReadsARequestWithoutABody) {
  const Outcome outcome =
      parse("GET /products?q=tea HTTP/1.1\r\nHost: localhost:4000\r\nAccept:  text/html \r\nX:\r\n\r\n");
  ASSERT_EQ(outcome.requests.size(), 1u);
  const auto& request = outcome.requests[0];
  EXPECT_EQ(request.method, Method::get);
  EXPECT_EQ(request.target, "/products?q=tea");
  EXPECT_EQ(request.headers, (Headers{{"host", "localhost:4000"}, {"accept", "text/html"}, {"x", ""}}));
  EXPECT_TRUE(request.keep_alive);
  EXPECT_EQ(outcome.last, State::idle);
}

TEST(RequestParser, ReadsBodiesByLengthAndByChunks) {
  const Outcome outcome =
      parse(post_with("Content-Length: 5\r\n", "hello") +
            post_with("Transfer-Encoding: chunked\r\n",
                      "5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: dropped\r\n\r\n") +
            post_with("Content-Length: 0\r\n", ""));
  ASSERT_EQ(outcome.requests.size(), 3u) << outcome.message;
  EXPECT_EQ(outcome.requests[0].body, "hello");
  EXPECT_EQ(outcome.requests[1].body, "hello world");
  EXPECT_EQ(outcome.requests[1].headers.size(), 2u);
  EXPECT_EQ(outcome.requests[2].body, "");
}

TEST(RequestParser, KeepsAliveAsTheVersionAndConnectionSay) {
  EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n").requests.at(0).keep_alive);
  EXPECT_FALSE(parse(get_with("Connection: close\r\n")).requests.at(0).keep_alive);
  EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").requests.at(0).keep_alive);
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").requests.at(0).keep_alive);
}

TEST(RequestParser, ReadsWhatFollowsARequestThatWantsToUpgrade) {
  const Outcome outcome = parse(get_with("Connection: upgrade\r\nUpgrade: h2c\r\n") + get_with(""));
  EXPECT_EQ(outcome.requests.size(), 2u) << outcome.message;
}

TEST(RequestParser, TakesTheHostOfAnAbsoluteTarget) {
  const Outcome outcome = parse("GET http://b:81?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_EQ(outcome.requests.size(), 1u) << outcome.message;
  EXPECT_EQ(outcome.requests[0].target, "/?x=1");
  EXPECT_EQ(outcome.requests[0].headers.get_all("host"), std::vector<std::string_view>{"b:81"});
}

TEST(RequestParser, TellsAClientThatWaitsForContinue) {
  const Limits limits;
  RequestParser parser(limits);
  const std::string bytes = post_with("Content-Length: 2\r\nExpect: 100-continue\r\n", "");
  parser.feed(bytes);
  EXPECT_EQ(parser.state(), State::body);
  EXPECT_TRUE(parser.expects_continue());
}

struct Refused {
  std::string what;
  std::string bytes;
  int status;
  std::string says;
};

class RefusedRequests : public testing::TestWithParam<Refused> {};

TEST_P(RefusedRequests, WithTheStatusAndTheReason) {
  const Outcome outcome = parse(GetParam().bytes);
  EXPECT_EQ(outcome.status, GetParam().status) << outcome.message;
  EXPECT_THAT(outcome.message, HasSubstr(GetParam().says));
  EXPECT_TRUE(outcome.requests.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedRequests,
    testing::Values(
        // Not HTTP at all, or another kind of it.
        Refused{"tls", "\x16\x03\x01\x02", 400, "begin with a method"},
        Refused{"unknown method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", 501, "GET, HEAD"},
        Refused{"webdav", "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "GET, HEAD"},
        Refused{"connect", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501, "GET, HEAD"},
        Refused{"http/0.9", "GET /\r\n\r\n", 505, "HTTP/1.1"},
        Refused{"http/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP/1.1"},
        Refused{"http/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "HTTP/1.1"},
        Refused{"http/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1"},
        Refused{"not http", "GET / HTTPS/1.1\r\nHost: a\r\n\r\n", 400, "request line"},
        Refused{"icap", "GET / ICE/1.0\r\nHost: a\r\n\r\n", 400, ""},
        Refused{"empty lines", "\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400,
                "empty lines"},
        // Targets.
        Refused{"space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request line"},
        Refused{"raw utf-8 in target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encoded"},
        Refused{"control in target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encoded"},
        Refused{"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "fragment"},
        Refused{"star", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "path"},
        Refused{"other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "http URL"},
        Refused{"user in target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "no user"},
        // Host.
        Refused{"no host", "GET / HTTP/1.1\r\n\r\n", 400, "Host header field is missing"},
        Refused{"two hosts", get_with("Host: b\r\n"), 400, "more than one Host"},
        Refused{"bad host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "host name"},
        // Fields, and the shapes of them that smuggle.
        Refused{"space before colon", get_with("X : 1\r\n"), 400, "no space before the colon"},
        Refused{"no colon", get_with("X\r\n"), 400, "a colon"},
        Refused{"empty name", get_with(": 1\r\n"), 400, "header field"},
        Refused{"nul in value", get_with(std::string("X: a\0b\r\n", 8)), 400, "\"X\""},
        Refused{"nul in name", get_with(std::string("X\0: a\r\n", 7)), 400, "header field"},
        Refused{"folded", get_with("X: a\r\n b\r\n"), 400, "folded"},
        Refused{"folded at once", get_with("X:\r\n\tb\r\n"), 400, "folded"},
        Refused{"first line folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "folded"},
        Refused{"bare lf", get_with("X: a\nY: b\r\n"), 400, "LF without CR"},
        Refused{"bare cr", get_with("X: a\rY: b\r\n"), 400, "CR without LF"},
        Refused{"cr before crlf", get_with("X: a\r\r\n"), 400, "CR without LF"},
        Refused{"only lf", "GET / HTTP/1.1\nHost: a\n\n", 400, "LF without CR"},
        Refused{"length and chunks", post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", ""),
                400, "Transfer-Encoding"},
        Refused{"chunks and length", post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", ""),
                400, "Transfer-Encoding"},
        Refused{"two lengths", post_with("Content-Length: 5\r\nContent-Length: 6\r\n", ""), 400, "twice"},
        Refused{"two equal lengths", post_with("Content-Length: 5\r\nContent-Length: 5\r\n", ""), 400,
                "twice"},
        Refused{"list of lengths", post_with("Content-Length: 5, 5\r\n", ""), 400, "decimal"},
        Refused{"negative length", post_with("Content-Length: -5\r\n", ""), 400, "decimal"},
        Refused{"plus length", post_with("Content-Length: +5\r\n", ""), 400, "decimal"},
        Refused{"hex length", post_with("Content-Length: 0x5\r\n", ""), 400, "decimal"},
        Refused{"empty length", post_with("Content-Length:\r\n", ""), 400, ""},
        Refused{"huge length", post_with("Content-Length: 99999999999999999999\r\n", ""), 400, "decimal"},
        Refused{"gzip coding", post_with("Transfer-Encoding: gzip, chunked\r\n", ""), 501, "chunked"},
        Refused{"unknown coding", post_with("Transfer-Encoding: xchunked\r\n", ""), 501, "chunked"},
        Refused{"coding twice", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
                501, "chunked"},
        Refused{"coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "HTTP/1.0"},
        Refused{"expectation", post_with("Expect: tea\r\nContent-Length: 1\r\n", ""), 417, "100-continue"},
        // Chunks.
        Refused{"chunk size", post_with("Transfer-Encoding: chunked\r\n", "x\r\n"), 400, "hex"},
        Refused{"chunk size with sign", post_with("Transfer-Encoding: chunked\r\n", "-1\r\n"), 400, "hex"},
        Refused{"chunk size overflow", post_with("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"),
                400, "hex"},
        Refused{"chunk longer than its size",
                post_with("Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n0\r\n\r\n"), 400, "chunks"},
        Refused{"chunk size line with lf", post_with("Transfer-Encoding: chunked\r\n", "2\nab\r\n0\r\n\r\n"),
                400, ""},
        Refused{"chunk ended by lf", post_with("Transfer-Encoding: chunked\r\n", "2\r\nab\n0\r\n\r\n"), 400,
                ""}));

TEST(RequestParser, HoldsItsLimitsToTheByte) {
  Limits limits;
  limits.target_bytes = 5;
  EXPECT_EQ(parse("GET /1234 HTTP/1.1\r\nHost: a\r\n\r\n", limits).requests.size(), 1u);
  const Outcome long_target = parse("GET /12345 HTTP/1.1\r\nHost: a\r\n\r\n", limits);
  EXPECT_EQ(long_target.status, 414);
  EXPECT_THAT(long_target.message, HasSubstr("the limit is 5 bytes"));
  EXPECT_EQ(parse("GET /" + std::string(1000, 'x'), limits).status, 414) << "before the line has ended";

  limits = {};
  limits.header_count = 2;
  EXPECT_EQ(parse(get_with("X: 1\r\n"), limits).requests.size(), 1u);
  EXPECT_EQ(parse(get_with("X: 1\r\nY: 1\r\n"), limits).status, 431);

  limits = {};
  limits.header_bytes = 30;
  EXPECT_EQ(parse(get_with("X: 23456789012345\r\n"), limits).requests.size(), 1u);
  EXPECT_EQ(parse(get_with("X: 234567890123456\r\n"), limits).status, 431);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nX: " + std::string(1000, 'x'), limits).status, 431);

  limits = {};
  limits.body_bytes = 4;
  EXPECT_EQ(parse(post_with("Content-Length: 4\r\n", "four"), limits).requests.size(), 1u);
  EXPECT_EQ(parse(post_with("Content-Length: 5\r\n", ""), limits).status, 413) << "before the body has come";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(parse(post_with(chunked, "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"), limits).requests.size(), 1u);
  EXPECT_EQ(parse(post_with(chunked, "3\r\nabc\r\n2\r\n"), limits).status, 413);

  limits = {};
  limits.chunk_overhead_bytes = 40;
  EXPECT_EQ(parse(post_with(chunked, "1;" + std::string(50, 'x') + "\r\na\r\n0\r\n\r\n"), limits).status,
            400);
  EXPECT_EQ(parse(post_with(chunked, "0\r\nX: " + std::string(40, 'x')), limits).status, 400);
}

Outcome parse_byte_by_byte(const std::string& bytes, const Limits& limits = {}) {
  std::vector<std::string> single;
  for (const char c : bytes) single.emplace_back(1, c);
  return parse(single, limits);
}

// What comes whole and what comes in pieces is read by different code.
TEST(RequestParser, ReadsEachByteAnywhereAlikeHoweverItComes) {
  const std::vector<std::pair<std::string, std::string>> around = {
      {"GET", "/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"GET /", " HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"GET /?x", "x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"GET / HTTP/1.", "\r\nHost: a\r\n\r\n"},
      {"GET / HTTP/1.1\r", "Host: a\r\n\r\n"},
      {"GET / HTTP/1.1\r\n", "Host: a\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost", ": a\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost:", "a\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a", "\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX", "Y: 1\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a long valu", "e\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a", "\r\nY:\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", "\nGET / HTTP/1.1\r\nHost: b\r\n\r\n"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ", "3\r\n\r\nabc"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3", "\r\n\r\nabc"},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive", "\r\n\r\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\nProxy-Connection: close", "\r\n\r\n"},
  };
  for (const auto& [before, behind] : around) {
    for (int byte = 0; byte < 256; ++byte) {
      const std::string bytes = before + static_cast<char>(byte) + behind;
      EXPECT_EQ(parse(bytes), parse_byte_by_byte(bytes)) << byte << " behind " << before;
    }
  }
}

TEST(RequestParser, ReadsFieldsThatMeanSomethingAlikeHoweverTheyCome) {
  const std::vector<std::string> fields = {"Connection: keep-alive\r\n",
                                           "Connection: Keep-Alive \r\n",
                                           "Connection: close\r\n",
                                           "Connection: x\r\n",
                                           "Connection: keep-alive, close\r\n",
                                           "Proxy-Connection: close\r\n",
                                           "Upgrade: h2c\r\n",
                                           "Content-Length: 003\r\n",
                                           "Content-Length: 0\r\n",
                                           "Content-Length: 3 \r\n",
                                           "Content-Length: 99999999999999999999\r\n",
                                           "Host: b\r\n",
                                           "Expect: 100-continue\r\n",
                                           "Transfer-Encoding: chunked\r\n",
                                           "Keep-Alive: timeout=5\r\n",
                                           "X:\r\n",
                                           "X:   \r\n",
                                           "X: \t y \t\r\n",
                                           "X: \xc3\xa4\r\n"};
  for (const std::string& first : fields) {
    for (const std::string& second : fields) {
      const std::string bytes = post_with(first + second, "abc");
      EXPECT_EQ(parse(bytes), parse_byte_by_byte(bytes)) << bytes;
    }
  }
}

/// Requests as clients and attackers send them: sound ones, and sound ones with some bytes changed.
rc::Gen<std::string> wire_bytes() {
  const auto fields =
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "X: 1\r\n", "Accept:  a, b \r\n", "Connection: close\r\n", "Content-Length: 5\r\n",
          "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n",
          "X: a\r\n b\r\n", "X : 1\r\n", "Host: b\r\n", "Y: a\rb\r\n",
          "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Connection: keep-alive\r\n"}));
  const auto start = rc::gen::elementOf(
      std::vector<std::string>{"GET / HTTP/1.1\r\nHost: a\r\n", "POST /a?b HTTP/1.1\r\nHost: a\r\n",
                               "GET / HTTP/1.0\r\n", "\r\nHEAD /", "PUT http://x/y HTTP/1.1\r\nHost: a\r\n",
                               "M-SEARCH * HTTP/1.1\r\n", "GET /" + std::string(60, 'l')});
  const auto body = rc::gen::elementOf(std::vector<std::string>{
      "\r\n", "\r\nhello", "\r\n5\r\nhello\r\n0\r\n\r\n", "\r\n1;x=y\r\na\r\n0\r\nT: 1\r\n\r\n", "\n", ""});
  const auto sound = rc::gen::map(rc::gen::tuple(start, fields, body), [](const auto& parts) {
    std::string bytes = std::get<0>(parts);
    for (const std::string& field : std::get<1>(parts)) bytes += field;
    return bytes + std::get<2>(parts);
  });
  return rc::gen::map(
      rc::gen::tuple(sound, sound, rc::gen::inRange(0, 4), rc::gen::arbitrary<std::uint32_t>()),
      [](const auto& parts) {
        std::string bytes = std::get<0>(parts) + std::get<1>(parts);
        std::uint32_t noise = std::get<3>(parts);
        for (int i = std::get<2>(parts); i > 1; --i) {
          bytes[noise % bytes.size()] = static_cast<char>(noise >> 16);
          noise = noise * 1664525u + 1013904223u;
        }
        return bytes;
      });
}

Limits tight_limits() {
  Limits limits;
  limits.target_bytes = 40;
  limits.header_count = 6;
  limits.header_bytes = 120;
  limits.body_bytes = 5;
  limits.chunk_overhead_bytes = 24;
  return limits;
}

RC_GTEST_PROP(RequestParser, AnySplitOfTheBytesGivesTheSameResult, ()) {
  const std::string bytes = *wire_bytes();
  const Limits limits = tight_limits();
  const Outcome whole = parse(bytes, limits);

  RC_ASSERT(parse_byte_by_byte(bytes, limits) == whole);

  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 24);
    pieces.push_back(bytes.substr(at, size));
    at += size;
  }
  RC_ASSERT(parse(pieces, limits) == whole);
}

}  // namespace
}  // namespace anqa::http::detail
