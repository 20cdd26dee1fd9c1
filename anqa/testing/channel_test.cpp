#include "anqa/testing/channel_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "anqa/term/json.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/endpoint.hpp"

namespace anqa {
namespace {

std::optional<std::string> text_of(const Term& term) {
  const auto text = term.as_binary();
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

}  // namespace

Task<result<ChannelTest>> ChannelTest::open(std::shared_ptr<const ChannelTransport> transport, Params params,
                                            http::Request request, EndpointConfig config) {
  if (config.secret_key_base.empty()) config.secret_key_base = std::string(64, 's');
  params.set("vsn", "2.0.0");
  request.target = "/socket/websocket?" + params.encode();
  if (!request.headers.has("host")) request.headers.add("host", config.host);
  const auto state = detail::make_conn_state(
      std::make_shared<const detail::EndpointContext>(std::move(config)), std::move(request));
  auto info = co_await transport->admit(SocketRequest(state, "/socket"));
  if (!info) co_return std::unexpected(std::move(info.error()));
  co_return ChannelTest(transport, **info);
}

Task<std::expected<Term, Term>> ChannelTest::subscribe_and_join(std::string topic, Term payload) {
  topic_ = std::move(topic);
  join_ref_ = std::to_string(++refs_);
  socket_.text(json::write(Term::list({join_ref_, join_ref_, topic_, "phx_join", std::move(payload)})));
  co_await collect();
  const auto reply =
      take([&](const Frame& frame) { return frame.event == "phx_reply" && frame.ref == join_ref_; });
  if (!reply) {
    ADD_FAILURE() << "the join of \"" << topic_ << "\" was not answered" << seen();
    co_return std::unexpected(Term());
  }
  if (reply->payload["status"] == Term("ok")) co_return reply->payload["response"];
  co_return std::unexpected(reply->payload["response"]);
}

std::string ChannelTest::push(std::string_view event, const Payload& payload) {
  std::string ref = std::to_string(++refs_);
  if (const auto& bytes = payload.binary()) {
    std::string frame(1, '\0');
    for (const std::string_view part :
         {std::string_view(join_ref_), std::string_view(ref), std::string_view(topic_), event})
      frame += static_cast<char>(part.size());
    frame.append(join_ref_).append(ref).append(topic_).append(event).append(*bytes);
    socket_.binary(std::move(frame));
  } else {
    socket_.text(json::write(Term::list({join_ref_, ref, topic_, event, payload.term()})));
  }
  return ref;
}

void ChannelTest::broadcast_from(std::string_view event, Payload payload) const {
  Endpoint::broadcast_from(topic_, event, std::move(payload));
}

Task<void> ChannelTest::collect() {
  while (auto text = co_await socket_.next()) {
    Frame frame;
    frame.text = *text;
    if (const auto parsed = json::parse(*text); parsed && parsed->is_list() && parsed->size() == 5) {
      frame.join_ref = text_of(parsed->at(0));
      frame.ref = text_of(parsed->at(1));
      frame.topic = text_of(parsed->at(2)).value_or("");
      frame.event = text_of(parsed->at(3)).value_or("");
      frame.payload = parsed->at(4);
    }
    frames_.push_back(std::move(frame));
  }
}

template <class Matches>
std::optional<ChannelTest::Frame> ChannelTest::take(Matches matches) {
  const auto found = std::find_if(frames_.begin(), frames_.end(), matches);
  if (found == frames_.end()) return std::nullopt;
  Frame frame = std::move(*found);
  frames_.erase(found);
  return frame;
}

std::string ChannelTest::seen() const {
  std::string out = frames_.empty() ? "; the client was sent nothing" : "; the client was sent:";
  for (const Frame& frame : frames_) out += "\n  " + frame.text;
  return out;
}

Task<void> ChannelTest::assert_push(std::string event, Term payload) {
  co_await collect();
  EXPECT_TRUE(take([&](const Frame& frame) {
    return frame.join_ref && !frame.ref && frame.event == event &&
           (payload.is_nil() || frame.payload == payload);
  })) << "no push of \""
      << event << "\" with " << inspect(payload) << seen();
}

Task<void> ChannelTest::refute_push(std::string event) {
  co_await collect();
  EXPECT_FALSE(take([&](const Frame& frame) { return frame.join_ref && !frame.ref && frame.event == event; }))
      << "\"" << event << "\" was pushed";
}

Task<void> ChannelTest::assert_reply(std::string ref, std::string status, Term response) {
  co_await collect();
  EXPECT_TRUE(take([&](const Frame& frame) {
    return frame.event == "phx_reply" && frame.ref == ref && frame.payload["status"] == Term(status) &&
           (response.is_nil() || frame.payload["response"] == response);
  })) << "no reply \""
      << status << "\" to " << ref << " with " << inspect(response) << seen();
}

Task<void> ChannelTest::refute_reply(std::string ref) {
  co_await collect();
  EXPECT_FALSE(take([&](const Frame& frame) { return frame.event == "phx_reply" && frame.ref == ref; }))
      << "the message " << ref << " was answered";
}

Task<void> ChannelTest::assert_broadcast(std::string event, Term payload) {
  co_await collect();
  EXPECT_TRUE(take([&](const Frame& frame) {
    return !frame.join_ref && !frame.ref && frame.event == event &&
           (payload.is_nil() || frame.payload == payload);
  })) << "no broadcast of \""
      << event << "\" with " << inspect(payload) << seen();
}

Task<void> ChannelTest::refute_broadcast(std::string event) {
  co_await collect();
  EXPECT_FALSE(take([&](const Frame& frame) {
    return !frame.join_ref && !frame.ref && frame.event == event;
  })) << "\""
      << event << "\" was broadcast";
}

Task<void> ChannelTest::assert_closed(int code) {
  co_await collect();
  const std::string wanted = "close " + std::to_string(code);
  EXPECT_TRUE(take([&](const Frame& frame) { return frame.text == wanted; })) << "no " << wanted << seen();
}

}  // namespace anqa
