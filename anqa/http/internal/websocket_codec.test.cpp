#include "anqa/http/internal/websocket_codec.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "anqa/http/internal/client_frame.hpp"

namespace anqa::http::detail {
namespace {

using State = WebSocketCodec::State;
using Kind = WebSocketPush::Kind;
using testing::ElementsAre;

struct Messages final : WebSocketSink {
  void on_text(std::string_view message) override { all.push_back("text " + std::string(message)); }
  void on_binary(std::string_view message) override { all.push_back("binary " + std::string(message)); }
  std::vector<std::string> all;
};

enum Opcode { continuation = 0, text = 1, binary = 2, close_frame = 8, ping = 9, pong = 10 };
constexpr int fin = 0x80;

std::string close_payload(int code, const std::string& reason = "") {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + reason;
}
/// The server's close frame.
std::string closes_with(int code, const std::string& reason = "") {
  return std::string("\x88") + static_cast<char>(2 + reason.size()) + close_payload(code, reason);
}

struct Seen {
  std::vector<std::string> messages;
  std::string out;
  State state;
  CloseCode code;
  std::string reason;
  bool operator==(const Seen&) const = default;
};

Seen receive(const std::vector<std::string>& pieces, const Limits& limits = {}) {
  WebSocketCodec codec(limits);
  Messages messages;
  Seen seen;
  for (const std::string& piece : pieces) codec.receive(piece, messages, seen.out);
  seen.messages = messages.all;
  seen.state = codec.state();
  seen.code = codec.close_code();
  seen.reason = codec.close_reason();
  return seen;
}
Seen receive(const std::string& bytes, const Limits& limits = {}) {
  return receive(std::vector{bytes}, limits);
}

TEST(WebSocketCodec, JoinsFragmentsAndAnswersPingsBetweenThem) {
  const Seen seen = receive(client_frame(text, "hel") + client_frame(fin | ping, "are you there") +
                            client_frame(continuation, "l") + client_frame(fin | pong, "") +
                            client_frame(fin | continuation, "o") + client_frame(fin | binary, "\x01"));
  EXPECT_THAT(seen.messages, ElementsAre("text hello", "binary \x01"));
  EXPECT_EQ(seen.out,
            "\x8a\x0d"
            "are you there");
  EXPECT_EQ(seen.state, State::open);
}

TEST(WebSocketCodec, ReadsACharacterThatIsSplitOverFragments) {
  const Seen seen = receive(client_frame(text, "\xe2\x82") + client_frame(fin | continuation, "\xac"));
  EXPECT_THAT(seen.messages, ElementsAre("text \xe2\x82\xac"));
}

TEST(WebSocketCodec, AnswersTheClosingHandshake) {
  const Seen seen =
      receive(client_frame(fin | close_frame, close_payload(1001, "bye")) + client_frame(fin | text, "late"));
  EXPECT_EQ(seen.out, closes_with(1001, "bye"));
  EXPECT_EQ(seen.state, State::closed);
  EXPECT_EQ(seen.code, CloseCode::going_away);
  EXPECT_EQ(seen.reason, "bye");
  EXPECT_TRUE(seen.messages.empty());

  const Seen without_code = receive(client_frame(fin | close_frame, ""));
  EXPECT_EQ(without_code.out, std::string("\x88\0", 2));
  EXPECT_EQ(without_code.code, CloseCode::no_status);
}

TEST(WebSocketCodec, ClosesAndWaitsForThePeersCloseFrame) {
  WebSocketCodec codec{Limits()};
  Messages messages;
  std::string out;
  codec.send(Kind::text, "last", out);
  codec.close(CloseCode::service_restart, std::string(122, 'x') + "\xc3\xa4", out);
  EXPECT_EQ(out, "\x81\x04last" + closes_with(1012, std::string(122, 'x')));
  out.clear();
  codec.send(Kind::text, "too late", out);
  codec.close(CloseCode::normal, "", out);
  EXPECT_EQ(out, "");
  codec.receive(client_frame(fin | text, "crossed") + client_frame(fin | close_frame, close_payload(1012)),
                messages, out);
  EXPECT_EQ(out, "");
  EXPECT_EQ(codec.state(), State::closed);
  EXPECT_TRUE(messages.all.empty());
}

TEST(WebSocketCodec, WritesEachSizeOfFrame) {
  const WebSocketCodec codec{Limits()};
  const auto header = [&](std::size_t size) {
    std::string out;
    codec.send(Kind::binary, std::string(size, 'x'), out);
    return out.substr(0, out.size() - size);
  };
  EXPECT_EQ(header(125), "\x82\x7d");
  EXPECT_EQ(header(126), std::string("\x82\x7e\x00\x7e", 4));
  EXPECT_EQ(header(65535), "\x82\x7e\xff\xff");
  EXPECT_EQ(header(65536), std::string("\x82\x7f\0\0\0\0\0\x01\0\0", 10));
}

TEST(WebSocketCodec, PassesOnWhatAHandlerThrows) {
  struct Throws final : WebSocketSink {
    void on_text(std::string_view) override { throw std::runtime_error("boom"); }
    void on_binary(std::string_view) override { FAIL() << "must not be called after the exception"; }
  } sink;
  WebSocketCodec codec{Limits()};
  std::string out;
  EXPECT_THROW(codec.receive(client_frame(fin | text, "a") + client_frame(fin | binary, "b"), sink, out),
               std::runtime_error);
  codec.close(CloseCode::internal_error, "", out);
  EXPECT_EQ(out, closes_with(1011));
}

struct Broken {
  std::string what;
  std::string bytes;
  int code;
};

class BrokenFrames : public testing::TestWithParam<Broken> {};

TEST_P(BrokenFrames, CloseWithTheirCode) {
  Limits limits;
  limits.websocket_message_bytes = 200;
  const Seen seen = receive(GetParam().bytes + client_frame(fin | text, "must not be read"), limits);
  EXPECT_EQ(seen.out, closes_with(GetParam().code));
  EXPECT_EQ(seen.state, State::closed);
  EXPECT_EQ(static_cast<int>(seen.code), GetParam().code);
  EXPECT_TRUE(seen.messages.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenFrames,
    testing::Values(
        Broken{"unmasked", "\x81\x02hi", 1002}, Broken{"rsv1", client_frame(fin | 0x40 | text, "x"), 1002},
        Broken{"rsv2", client_frame(fin | 0x20 | text, "x"), 1002},
        Broken{"rsv3", client_frame(fin | 0x10 | text, "x"), 1002},
        Broken{"reserved opcode", client_frame(fin | 3, "x"), 1002},
        Broken{"reserved control opcode", client_frame(fin | 11, ""), 1002},
        Broken{"continuation of nothing", client_frame(fin | continuation, "x"), 1002},
        Broken{"message inside of a message", client_frame(text, "x") + client_frame(fin | text, "y"), 1002},
        Broken{"fragmented ping", client_frame(ping, "x"), 1002},
        Broken{"long ping", client_frame(fin | ping, std::string(126, 'x')), 1002},
        Broken{"length in more bytes than needed", std::string("\x81\xfe\x00\x02\0\0\0\0hi", 10), 1002},
        Broken{"length with its top bit", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x01\x01", 1002},
        Broken{"invalid utf-8", client_frame(fin | text, "a\xff"), 1007},
        Broken{"invalid utf-8 in a later fragment",
               client_frame(text, "a") + client_frame(fin | continuation, "\xff"), 1007},
        Broken{"overlong utf-8", client_frame(fin | text, "\xc0\x80"), 1007},
        Broken{"surrogate", client_frame(fin | text, "\xed\xa0\x80"), 1007},
        Broken{"utf-8 cut off", client_frame(fin | text, "\xe2\x82"), 1007},
        Broken{"too big", client_frame(fin | text, std::string(201, 'x')), 1009},
        Broken{"too big in all",
               client_frame(text, std::string(150, 'x')) +
                   client_frame(fin | continuation, std::string(51, 'x')),
               1009},
        Broken{"half a close code", client_frame(fin | close_frame, "x"), 1002},
        Broken{"close code that is never sent", client_frame(fin | close_frame, close_payload(1005)), 1002},
        Broken{"close code out of range", client_frame(fin | close_frame, close_payload(999)), 1002},
        Broken{"reserved close code", client_frame(fin | close_frame, close_payload(1016)), 1002},
        Broken{"close reason is no utf-8", client_frame(fin | close_frame, close_payload(1000, "\xff")),
               1007}),
    [](const auto& info) {
      std::string name = info.param.what;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
      return name;
    });

RC_GTEST_PROP(WebSocketCodec, AnySplitOfTheBytesGivesTheSameResult, ()) {
  const auto payload =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab\xe2\x82\xac\xff\x03\xe8")));
  std::string bytes;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    const int first = *rc::gen::elementOf(std::vector<int>{text, binary, fin | text, fin | binary,
                                                           continuation, fin | continuation, fin | ping,
                                                           fin | pong, fin | close_frame, 0xc1});
    bytes += client_frame(first, (*payload).substr(0, 130));
  }
  Limits limits;
  limits.websocket_message_bytes = 60;
  const Seen whole = receive(bytes, limits);
  std::vector<std::string> single;
  for (const char c : bytes) single.emplace_back(1, c);
  RC_ASSERT(receive(single, limits) == whole);
}

}  // namespace
}  // namespace anqa::http::detail
