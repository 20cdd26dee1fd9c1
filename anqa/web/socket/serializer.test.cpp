// The frames in the expectations are the official server's: the transcript of phoenix 1.9.0-dev.
#include "anqa/web/socket/serializer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anqa {
namespace {

template <std::size_t N>
std::string bytes(const char (&text)[N]) {
  return {text, N - 1};
}

std::string error_of(std::string_view text) {
  const auto message = frames::decode_text(text);
  return message ? "decoded" : message.error().message;
}

TEST(Frames, DecodeAText) {
  const auto message = frames::decode_text(R"(["1","3","room:1","bc",{"t":"hey"}])");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->join_ref, "1");
  EXPECT_EQ(message->ref, "3");
  EXPECT_EQ(message->topic, "room:1");
  EXPECT_EQ(message->event, "bc");
  EXPECT_EQ(message->payload.get("t"), "hey");
  EXPECT_EQ(message->binary, std::nullopt);
}

TEST(Frames, TakeTheFirstFiveElements) {
  const auto message = frames::decode_text(R"([null,null,"phoenix","heartbeat",{},1,2])");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->join_ref, std::nullopt);
  EXPECT_EQ(message->event, "heartbeat");
}

/// With a space before it a message is read as any JSON.
RC_GTEST_PROP(Frames, AreReadAsAnyJsonIs, ()) {
  const auto odd = rc::gen::element<std::string>("\"a\\\\\"", "\"\\u0041\"", "\"é\"", "\"", "1", "{}", "[]",
                                                 " \"x\"", "\xff", "", "\"" + std::string(256, 'x') + "\"");
  const auto text = rc::gen::weightedOneOf<std::string>(
      {{20,
        rc::gen::element<std::string>("\"1\"", "\"\"", "\"room:1\"", "\"" + std::string(255, 'x') + "\"")},
       {1, rc::gen::just<std::string>("null")},
       {1, odd}});
  const auto payload = rc::gen::weightedOneOf<std::string>(
      {{8, rc::gen::element<std::string>("{}", "{\"value\":{\"a\":[1,2.5,null]}}", "\"x\"", "7", "{},1")},
       {1, odd}});
  std::vector<std::string> parts = *rc::gen::container<std::vector<std::string>>(4, text);
  parts.push_back(*payload);
  std::string frame = "[";
  for (const std::string& each : parts) {
    if (frame.size() > 1) frame += ',';
    frame += each;
  }
  if (*rc::gen::weightedElement<bool>({{9, true}, {1, false}})) frame += ']';
  const auto read = frames::decode_text(frame);
  const auto as_json = frames::decode_text(" " + frame);
  RC_ASSERT(read.has_value() == as_json.has_value());
  if (!read) return;
  RC_ASSERT(read->join_ref == as_json->join_ref);
  RC_ASSERT(read->ref == as_json->ref);
  RC_ASSERT(read->topic == as_json->topic);
  RC_ASSERT(read->event == as_json->event);
  RC_ASSERT(read->payload.term() == as_json->payload.term());
}

TEST(Frames, RefuseWhatIsNoMessage) {
  EXPECT_EQ(error_of("{"), "JSON, line 1, column 2: the text ends where a key in double quotes was expected");
  EXPECT_EQ(error_of("{}"), "channel message: expected [join_ref, ref, topic, event, payload], found %{}");
  EXPECT_EQ(
      error_of(R"(["1","2","t","e"])"),
      R"(channel message: expected [join_ref, ref, topic, event, payload], found ["1", "2", "t", "e"])");
  EXPECT_EQ(error_of(R"([1,"2","t","e",{}])"),
            "channel message: join_ref must be null or a text of at most 255 bytes, not 1");
  EXPECT_EQ(error_of(R"(["1",2,"t","e",{}])"),
            "channel message: ref must be null or a text of at most 255 bytes, not 2");
  EXPECT_EQ(error_of(R"(["1","2",null,"e",{}])"),
            "channel message: the topic must be a text of at most 255 bytes, not nil");
  EXPECT_EQ(error_of(R"(["1","2","t",[],{}])"),
            "channel message: the event must be a text of at most 255 bytes, not []");
}

TEST(Frames, RefuseTextsThatABinaryFrameCouldNotSay) {
  const std::string longest(255, 'x');
  EXPECT_TRUE(frames::decode_text("[\"1\",\"2\",\"" + longest + "\",\"e\",{}]"));
  EXPECT_FALSE(frames::decode_text("[\"1\",\"2\",\"" + longest + "x\",\"e\",{}]"));
  EXPECT_FALSE(frames::decode_text("[\"" + longest + "x\",\"2\",\"t\",\"e\",{}]"));
}

TEST(Frames, DecodeABinary) {
  const auto message =
      frames::decode_binary(bytes("\x00\x01\x01\x06\x03"
                                  "14room:1bin\x01\x02"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->join_ref, "1");
  EXPECT_EQ(message->ref, "4");
  EXPECT_EQ(message->topic, "room:1");
  EXPECT_EQ(message->event, "bin");
  EXPECT_EQ(message->binary, "\x01\x02");
}

TEST(Frames, RefuseABinaryThatIsShorterThanItSays) {
  EXPECT_FALSE(frames::decode_binary(""));
  EXPECT_FALSE(frames::decode_binary(bytes("\x00\x01\x01\x06")));
  EXPECT_FALSE(
      frames::decode_binary(bytes("\x00\x01\x01\x06\x03"
                                  "14room:1bi")));
  EXPECT_FALSE(frames::decode_binary(bytes("\x01\x00\x00\x00\x00")));
  EXPECT_FALSE(frames::decode_binary(bytes("\x00\xff\xff\xff\xff")));
}

TEST(Frames, EncodeTexts) {
  EXPECT_EQ(frames::reply({}, "1", "phoenix", "ok", "{}"),
            R"([null,"1","phoenix","phx_reply",{"response":{},"status":"ok"}])");
  EXPECT_EQ(frames::push("7", "room:1", "phx_error", R"({"reason":"channel_crash"})", "7"),
            R"(["7","7","room:1","phx_error",{"reason":"channel_crash"}])");
  EXPECT_EQ(frames::push("2", "lv:phx-1", "diff", R"({"0":"1"})"),
            R"(["2",null,"lv:phx-1","diff",{"0":"1"}])");
  EXPECT_EQ(frames::broadcast("room:1", "news", R"({"t":"hey"})"),
            R"([null,null,"room:1","news",{"t":"hey"}])");
}

TEST(Frames, EncodeBinaries) {
  EXPECT_EQ(frames::binary_reply("1", "4", "room:1", "ok", "\x01\x02!"), bytes("\x01\x01\x01\x06\x02"
                                                                               "14room:1ok\x01\x02!"));
  EXPECT_EQ(frames::binary_broadcast("room:1", "newsb", "zz"), bytes("\x02\x06\x05room:1newsbzz"));
  EXPECT_EQ(frames::binary_push("1", "room:1", "pb", "zz"), bytes("\x00\x01\x06\x02"
                                                                  "1room:1pbzz"));
  EXPECT_THROW(frames::binary_push("1", std::string(256, 't'), "e", ""), std::length_error);
}

RC_GTEST_PROP(FramesProperty, WhatIsPushedIsDecodable, (const std::string& topic, const std::string& event)) {
  RC_ASSERT(frames::decode_text(frames::push("1", topic, event, "{}", "2")).has_value());
}

}  // namespace
}  // namespace anqa
