#include "anqa/http/internal/deflate.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "anqa/http/internal/client_frame.hpp"
#include "anqa/http/internal/frame_reader.hpp"
#include "anqa/http/internal/websocket_codec.hpp"

namespace anqa::http::detail {
namespace {

std::string agreed(std::string_view offer) {
  const auto deflate = accept_deflate({offer});
  return deflate ? to_extension(*deflate) : "";
}

constexpr auto plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

TEST(Deflate, TakesTheFirstOfferThatItCanMeet) {
  EXPECT_EQ(agreed("permessage-deflate"), plain);
  EXPECT_EQ(agreed("permessage-deflate; client_max_window_bits"), plain);
  EXPECT_EQ(agreed("Permessage-Deflate;client_max_window_bits=\"12\"; server_no_context_takeover"), plain);
  EXPECT_EQ(agreed("x-webkit-deflate-frame, permessage-deflate ;client_no_context_takeover"), plain);
  EXPECT_EQ(agreed("permessage-deflate; server_max_window_bits=10"),
            std::string(plain) + "; server_max_window_bits=10");
  EXPECT_EQ(agreed("permessage-deflate; server_max_window_bits=8, permessage-deflate"), plain);
  EXPECT_EQ(accept_deflate({"x", "permessage-deflate"})->window_bits, 15);
}

TEST(Deflate, RefusesOffersThatItCannotMeet) {
  for (const auto* offer :
       {"", "deflate", "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010", "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; unknown", "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover", ";,;",
        "permessage-deflate;="}) {
    EXPECT_EQ(agreed(offer), "") << offer;
  }
}

RC_GTEST_PROP(Deflate, WhatItMakesSmallBecomesTheSame, (std::string message, bool repeat)) {
  if (repeat) {
    for (int i = 0; i < 8; ++i) message += message.substr(0, 4096);
  }
  const Deflate deflate{.window_bits = *rc::gen::inRange(9, 16)};
  std::string back = "left over";
  RC_ASSERT(inflate_message(deflate_message(message, deflate), message.size(), back) == Inflated::done);
  RC_ASSERT(back == message);
}

std::string hello(std::string_view payload) {
  std::string out;
  return inflate_message(payload, 100, out) == Inflated::done ? out : "broken";
}

TEST(Deflate, ReadsTheExamplesOfItsSpecification) {  // RFC 7692 §7.2.3
  EXPECT_EQ(hello("\xf2\x48\xcd\xc9\xc9\x07" + std::string(1, '\0')), "Hello");
  EXPECT_EQ(hello(std::string("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11)), "Hello");
  EXPECT_EQ(hello(std::string("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8)), "Hello");
  EXPECT_EQ(hello(std::string("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13)), "Hello");
  EXPECT_EQ(hello(std::string(1, '\0')), "");
}

TEST(Deflate, StopsABombAtTheLimitAndRefusesNonsense) {
  const std::string bomb = deflate_message(std::string(64 * 1024 * 1024, '\0'), {});
  EXPECT_LT(bomb.size(), 512u * 1024);
  std::string out;
  EXPECT_EQ(inflate_message(bomb, 1000, out), Inflated::too_big);
  EXPECT_LE(out.size(), 1001u);
  EXPECT_LE(out.capacity(), 64u * 1024);
  EXPECT_EQ(inflate_message(deflate_message(std::string(1000, 'x'), {}), 1000, out), Inflated::done);
  EXPECT_EQ(inflate_message(deflate_message(std::string(1001, 'x'), {}), 1000, out), Inflated::too_big);
  EXPECT_EQ(inflate_message("\xff\xff\xff\xff", 1000, out), Inflated::malformed);
  EXPECT_EQ(inflate_message(bomb, 0, out), Inflated::too_big);
}

struct Collector final : WebSocketSink {
  std::string seen;
  void on_text(std::string_view message) override { seen.append(message).append("|"); }
  void on_binary(std::string_view message) override { seen.append(message).append("#"); }
};

/// What a server that compresses reads; or the code that it closes with.
std::string read(std::string_view bytes, bool agreed_on = true) {
  Limits limits;
  limits.websocket_message_bytes = 1000;
  WebSocketCodec codec(limits, agreed_on ? std::optional<Deflate>(Deflate{}) : std::nullopt);
  Collector collector;
  std::string out;
  codec.receive(bytes, collector, out);
  if (codec.failed()) return std::to_string(static_cast<int>(codec.close_code()));
  return collector.seen;
}

TEST(Deflate, MessagesMayBeCompressedFragmentedAndMixed) {
  const std::string small = deflate_message("Hello", {});
  EXPECT_EQ(read(client_frame(0xc1, small)), "Hello|");
  EXPECT_EQ(read(client_frame(0xc2, small) + client_frame(0x81, "plain")), "Hello#plain|");
  EXPECT_EQ(read(client_frame(0x41, small.substr(0, 2)) + client_frame(0x89, "ping") +
                 client_frame(0x80, small.substr(2))),
            "Hello|");
  EXPECT_EQ(read(client_frame(0xc1, std::string(1, '\0'))), "|");
}

TEST(Deflate, FramesThatBreakItsRulesClose) {
  const std::string small = deflate_message("Hello", {});
  EXPECT_EQ(read(client_frame(0xc1, small), false), "1002");  // nobody agreed on it
  EXPECT_EQ(read(client_frame(0x41, small.substr(0, 2)) + client_frame(0xc0, small.substr(2))), "1002");
  EXPECT_EQ(read(client_frame(0xc9, "ping")), "1002");
  EXPECT_EQ(read(client_frame(0xa1, small)), "1002");
  EXPECT_EQ(read(client_frame(0xc1, "\xff\xff\xff\xff")), "1007");
  EXPECT_EQ(read(client_frame(0xc1, deflate_message("no utf-8: \xff", {}))), "1007");
  EXPECT_EQ(read(client_frame(0xc1, deflate_message(std::string(1000, 'x'), {}))),
            std::string(1000, 'x') + "|");
  EXPECT_EQ(read(client_frame(0xc1, deflate_message(std::string(1001, 'x'), {}))), "1009");
}

TEST(Deflate, WhatIsSentIsCompressedWhereThatHelps) {
  WebSocketCodec codec({}, Deflate{});
  std::string out;
  codec.send(WebSocketPush::Kind::text, "short", out);
  EXPECT_EQ(out, "\x81\x05short");
  out.clear();
  const std::string message(1000, 'x');
  codec.send(WebSocketPush::Kind::binary, message, out);
  EXPECT_EQ(static_cast<unsigned char>(out[0]), 0xc2);
  EXPECT_LT(out.size(), 100u);
  std::string back;
  EXPECT_EQ(inflate_message(std::string_view(out).substr(2), 1000, back), Inflated::done);
  EXPECT_EQ(back, message);
}

}  // namespace
}  // namespace anqa::http::detail
