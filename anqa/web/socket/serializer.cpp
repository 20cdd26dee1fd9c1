#include "anqa/web/socket/serializer.hpp"

#include <array>
#include <initializer_list>
#include <optional>
#include <stdexcept>

#include "anqa/term/json.hpp"

namespace anqa::frames {
namespace {

enum Kind : char { kind_push = 0, kind_reply = 1, kind_broadcast = 2 };

constexpr std::size_t message_elements = 5;
/// Bytes of a ref, a topic or an event: what a binary frame can say. A channel keeps them and repeats them.
constexpr std::size_t max_text = 255;
/// An envelope of five and a payload: deeper nesting than this is no form, no event and no upload.
constexpr json::Options json_limits{.max_depth = 64, .max_size = std::size_t{16} << 20};

result<Ref> read_ref(const Term& term, std::string_view what) {
  if (term.is_nil()) return Ref();
  if (const auto text = term.as_binary(); text && text->size() <= max_text) return Ref(std::string(*text));
  return fail("channel message: " + std::string(what) + " must be null or a text of at most 255 bytes, not " +
              inspect(term, 80));
}

result<std::string> read_text(const Term& term, std::string_view what) {
  if (const auto text = term.as_binary(); text && text->size() <= max_text) return std::string(*text);
  return fail("channel message: " + std::string(what) + " must be a text of at most 255 bytes, not " +
              inspect(term, 80));
}

/// Takes `"text",` off the front, where the text is what it looks like: nothing in it is escaped.
std::optional<std::string_view> take_plain(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::nullopt;
  for (std::size_t end = 1; end + 1 < rest.size() && end <= max_text + 1; ++end) {
    const auto byte = static_cast<unsigned char>(rest[end]);
    if (byte == '"') {
      if (rest[end + 1] != ',') return std::nullopt;
      const std::string_view text = rest.substr(1, end - 1);
      rest.remove_prefix(end + 2);
      return text;
    }
    if (byte < 0x20 || byte > 0x7e || byte == '\\') return std::nullopt;
  }
  return std::nullopt;
}

/// The same, or `null,`.
std::optional<Ref> take_plain_ref(std::string_view& rest) {
  constexpr std::string_view null = "null,";
  if (rest.starts_with(null)) {
    rest.remove_prefix(null.size());
    return Ref();
  }
  if (const auto text = take_plain(rest)) return Ref(*text);
  return std::nullopt;
}

/// A message as clients write them, without spaces and escapes before the payload: its four texts need no
/// JSON parser. Nothing for any other, which may be a message all the same.
std::optional<SocketMessage> decode_plain(std::string_view frame) {
  if (!frame.starts_with('[') || !frame.ends_with(']') || frame.size() > json_limits.max_size)
    return std::nullopt;
  frame = frame.substr(1, frame.size() - 2);
  const auto join_ref = take_plain_ref(frame);
  if (!join_ref) return std::nullopt;
  const auto ref = take_plain_ref(frame);
  if (!ref) return std::nullopt;
  const auto topic = take_plain(frame);
  if (!topic) return std::nullopt;
  const auto event = take_plain(frame);
  if (!event) return std::nullopt;
  auto payload =
      json::parse(frame, {.max_depth = json_limits.max_depth - 1, .max_size = json_limits.max_size});
  if (!payload) return std::nullopt;
  SocketMessage message;
  message.join_ref = *join_ref;
  message.ref = *ref;
  message.topic = *topic;
  message.event = *event;
  message.payload = Params(std::move(*payload));
  return message;
}

void write_ref(std::string& out, const Ref& ref) {
  if (ref) {
    json::write_string(out, *ref);
  } else {
    out += "null";
  }
}

/// `[join_ref,ref,topic,event,` with room for what follows.
std::string head(const Ref& join_ref, const Ref& ref, std::string_view topic, std::string_view event,
                 std::size_t payload) {
  std::string out;
  out.reserve(payload + topic.size() + event.size() + 64);
  out += '[';
  write_ref(out, join_ref);
  out += ',';
  write_ref(out, ref);
  out += ',';
  json::write_string(out, topic);
  out += ',';
  json::write_string(out, event);
  out += ',';
  return out;
}

std::string binary(Kind kind, std::initializer_list<std::string_view> parts, std::string_view data) {
  std::string out(1, kind);
  for (const std::string_view part : parts) {
    if (part.size() > 255) {
      throw std::length_error("binary channel frame: \"" + std::string(part.substr(0, 40)) + "…\" has " +
                              std::to_string(part.size()) + " bytes; at most 255 fit");
    }
    out += static_cast<char>(part.size());
  }
  for (const std::string_view part : parts) out += part;
  out += data;
  return out;
}

std::string_view text_of(const Ref& ref) { return ref ? std::string_view(*ref) : std::string_view(); }

}  // namespace

result<SocketMessage> decode_text(std::string_view frame) {
  if (auto message = decode_plain(frame)) return std::move(*message);
  const auto parsed = json::parse(frame, json_limits);
  if (!parsed) return std::unexpected(parsed.error());
  if (!parsed->is_list() || parsed->size() < message_elements) {
    return fail("channel message: expected [join_ref, ref, topic, event, payload], found " +
                inspect(*parsed, 80));
  }
  SocketMessage message;
  auto join_ref = read_ref(parsed->at(0), "join_ref");
  if (!join_ref) return std::unexpected(join_ref.error());
  auto ref = read_ref(parsed->at(1), "ref");
  if (!ref) return std::unexpected(ref.error());
  auto topic = read_text(parsed->at(2), "the topic");
  if (!topic) return std::unexpected(topic.error());
  auto event = read_text(parsed->at(3), "the event");
  if (!event) return std::unexpected(event.error());
  message.join_ref = std::move(*join_ref);
  message.ref = std::move(*ref);
  message.topic = std::move(*topic);
  message.event = std::move(*event);
  message.payload = Params(parsed->at(4));
  return message;
}

result<SocketMessage> decode_binary(std::string_view frame) {
  constexpr std::size_t lengths_at = 1;
  constexpr std::size_t texts_at = 5;
  if (frame.size() < texts_at || frame[0] != kind_push) {
    return fail("binary channel message: expected a push, a 0 and four lengths");
  }
  std::array<std::string_view, 4> texts;
  std::string_view rest = frame.substr(texts_at);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto length = static_cast<unsigned char>(frame[lengths_at + i]);
    if (length > rest.size()) return fail("binary channel message: shorter than its lengths say");
    texts[i] = rest.substr(0, length);
    rest.remove_prefix(length);
  }
  SocketMessage message;
  if (!texts[0].empty()) message.join_ref = texts[0];
  if (!texts[1].empty()) message.ref = texts[1];
  message.topic = texts[2];
  message.event = texts[3];
  message.binary = rest;
  return message;
}

std::string push(const Ref& join_ref, std::string_view topic, std::string_view event,
                 std::string_view payload_json, const Ref& ref) {
  std::string out = head(join_ref, ref, topic, event, payload_json.size());
  out += payload_json;
  out += ']';
  return out;
}

std::string reply(const Ref& join_ref, const Ref& ref, std::string_view topic, std::string_view status,
                  std::string_view response_json) {
  std::string out = head(join_ref, ref, topic, "phx_reply", response_json.size());
  out += R"({"response":)";
  out += response_json;
  out += R"(,"status":)";
  json::write_string(out, status);
  out += "}]";
  return out;
}

std::string broadcast(std::string_view topic, std::string_view event, std::string_view payload_json) {
  return push({}, topic, event, payload_json);
}

std::string binary_push(const Ref& join_ref, std::string_view topic, std::string_view event,
                        std::string_view data) {
  return binary(kind_push, {text_of(join_ref), topic, event}, data);
}

std::string binary_reply(const Ref& join_ref, const Ref& ref, std::string_view topic, std::string_view status,
                         std::string_view data) {
  return binary(kind_reply, {text_of(join_ref), text_of(ref), topic, status}, data);
}

std::string binary_broadcast(std::string_view topic, std::string_view event, std::string_view data) {
  return binary(kind_broadcast, {topic, event}, data);
}

}  // namespace anqa::frames
