#include "anqa/http/internal/frame_reader.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <wslay/wslay.h>

#include <cstring>
#include <vector>

namespace anqa::http::detail {
namespace {

using Event = FrameReader::Event;

/// What a reader made of some bytes: its messages, then whether it went on.
struct Reading {
  std::vector<std::string> messages;
  bool refused = false;
  bool operator==(const Reading&) const = default;
};

Reading read_here(std::string_view bytes, std::size_t limit) {
  FrameReader reader(limit);
  Reading reading;
  while (true) {
    switch (reader.read(bytes)) {
      case Event::more:
        return reading;
      case Event::text:
        reading.messages.push_back("text " + std::string(reader.payload()));
        break;
      case Event::binary:
        reading.messages.push_back("binary " + std::string(reader.payload()));
        break;
      case Event::ping:
        reading.messages.push_back("ping " + std::string(reader.payload()));
        break;
      case Event::pong:
        reading.messages.push_back("pong " + std::string(reader.payload()));
        break;
      case Event::close:
        reading.messages.push_back("close " + std::string(reader.payload()));
        return reading;
      case Event::error:
        reading.refused = true;
        return reading;
    }
  }
}

/// The same by wslay, which serves as a second opinion.
struct Wslay {
  std::string_view input;
  Reading reading;

  static ssize_t receive(wslay_event_context_ptr context, std::uint8_t* to, std::size_t room, int,
                         void* data) {
    std::string_view& input = static_cast<Wslay*>(data)->input;
    if (input.empty()) {
      wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
      return -1;
    }
    const std::size_t size = std::min(room, input.size());
    std::memcpy(to, input.data(), size);
    input.remove_prefix(size);
    return static_cast<ssize_t>(size);
  }
  static void message(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* data) {
    static const char* const names[] = {"", "text ", "binary ", "",      "",     "",
                                        "", "",      "close ",  "ping ", "pong "};
    static_cast<Wslay*>(data)->reading.messages.push_back(
        names[message->opcode] +
        std::string(reinterpret_cast<const char*>(message->msg), message->msg_length));
  }
};

Reading read_by_wslay(std::string_view bytes, std::size_t limit) {
  Wslay wslay{.input = bytes, .reading = {}};
  const wslay_event_callbacks callbacks{&Wslay::receive, nullptr, nullptr,        nullptr,
                                        nullptr,         nullptr, &Wslay::message};
  wslay_event_context_ptr context = nullptr;
  wslay_event_context_server_init(&context, &callbacks, &wslay);
  wslay_event_config_set_max_recv_msg_length(context, limit);
  const int result = wslay_event_recv(context);
  wslay.reading.refused =
      result != 0 || (!wslay_event_get_read_enabled(context) && !wslay_event_get_close_received(context));
  // It takes half a close code for none.
  if (!wslay.reading.messages.empty() && wslay.reading.messages.back().starts_with("close ") &&
      wslay.reading.messages.back().size() == 7) {
    wslay.reading.messages.pop_back();
    wslay.reading.refused = true;
  }
  wslay_event_context_free(context);
  return wslay.reading;
}

std::string masked_frame(int first_byte, std::string payload, std::uint32_t key) {
  char mask[4];
  std::memcpy(mask, &key, sizeof mask);
  std::string bytes(1, static_cast<char>(first_byte));
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes +=
        {static_cast<char>(0xfe), static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size())};
  }
  bytes.append(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
  return bytes;
}

/// Frames of all kinds, some of them wrong; the last message is complete, so that both readers have come to a
/// verdict.
std::string frames() {
  std::string bytes;
  const auto count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const int usual = *rc::gen::elementOf(std::vector<int>{0x81, 0x82, 0x01, 0x80, 0x00, 0x89, 0x8a, 0x88});
    const int first =
        *rc::gen::weightedOneOf<int>({{9, rc::gen::just(usual)}, {1, rc::gen::inRange(0, 256)}});
    std::string payload =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc\xc3\xa4\xe2\x82\xac")));
    if (*rc::gen::inRange(0, 8) == 0) payload.append(200, 'x');
    if (first == 0x88 && *rc::gen::arbitrary<bool>()) payload.insert(0, "\x03\xe8");
    bytes += masked_frame(first, payload, *rc::gen::arbitrary<std::uint32_t>());
  }
  return bytes + masked_frame(0x80, "", 0) + masked_frame(0x81, "", 0);
}

RC_GTEST_PROP(FrameReader, AgreesWithAnotherImplementation, ()) {
  const std::string bytes = frames();
  const Reading here = read_here(bytes, 300);
  const Reading wslay = read_by_wslay(bytes, 300);
  if (wslay.refused) {
    // It refuses text at the first bad fragment, before a ping or close behind it; this reader at the
    // message's end.
    const bool closed = !here.messages.empty() && here.messages.back().starts_with("close ");
    RC_ASSERT(here.refused || closed);
    RC_ASSERT(here.messages.size() >= wslay.messages.size());
    RC_ASSERT(std::equal(wslay.messages.begin(), wslay.messages.end(), here.messages.begin()));
  } else {
    RC_ASSERT(!here.refused);
    RC_ASSERT(here.messages == wslay.messages);
  }
}

TEST(FrameReader, UnmasksEachLengthAndOffset) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string payload;
    for (std::size_t i = 0; i < size; ++i) payload += static_cast<char>('a' + i % 26);
    const std::string bytes = masked_frame(0x81, payload, 0x12345678);
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
      FrameReader reader(100);
      std::string_view head = std::string_view(bytes).substr(0, split);
      std::string_view rest = std::string_view(bytes).substr(split);
      Event event = reader.read(head);
      if (event == Event::more) event = reader.read(rest);
      ASSERT_EQ(event, Event::text);
      ASSERT_EQ(reader.payload(), payload);
    }
  }
}

}  // namespace
}  // namespace anqa::http::detail
