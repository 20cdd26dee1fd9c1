#include "anqa/http/internal/handshake.hpp"

#include <gmock/gmock.h>

namespace anqa::http::detail {
namespace {

using testing::HasSubstr;

Request opening() {
  Request request;
  request.headers = {{"Host", "a"},
                     {"Upgrade", "websocket"},
                     {"Connection", "keep-alive, Upgrade"},
                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                     {"Sec-WebSocket-Version", "13"},
                     {"Sec-WebSocket-Protocol", "chat, phoenix"}};
  return request;
}

int refusal(const Request& request, std::string_view subprotocol = "") {
  const auto accepted = accept_handshake(request, {}, subprotocol, {}, "now");
  return accepted ? 101 : accepted.error().status;
}

TEST(Handshake, AnswersWithTheKeyOfTheSpecification) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const auto accepted = accept_handshake(opening(), {{"set-cookie", "a=1"}}, "phoenix", {}, "now");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(*accepted,
            "HTTP/1.1 101 Switching Protocols\r\n"
            "date: now\r\n"
            "upgrade: websocket\r\n"
            "connection: Upgrade\r\n"
            "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            "sec-websocket-protocol: phoenix\r\n"
            "set-cookie: a=1\r\n"
            "\r\n");
}

TEST(Handshake, RefusesWhatOpensNoWebSocket) {
  Request request = opening();
  request.headers.remove("upgrade");
  EXPECT_EQ(refusal(request), 426);
  request = opening();
  request.headers.set("connection", "keep-alive");
  EXPECT_EQ(refusal(request), 426);
  request = opening();
  request.headers.set("sec-websocket-version", "8");
  const auto refused = accept_handshake(request, {}, "", {}, "now");
  EXPECT_EQ(refused.error().status, 426);
  EXPECT_EQ(refused.error().headers.get("sec-websocket-version"), "13");
  request = opening();
  request.method = Method::post;
  EXPECT_EQ(refusal(request), 400);
  request = opening();
  request.minor_version = 0;
  EXPECT_EQ(refusal(request), 400);
  for (const auto* key : {"", "short==", "dGhlIHNhbXBsZSBub25jZQ=a", "dGhlIHNhbXBsZSBub25j*Q=="}) {
    request = opening();
    request.headers.set("sec-websocket-key", key);
    EXPECT_EQ(refusal(request), 400) << key;
  }
  request = opening();
  request.headers.add("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_EQ(refusal(request), 400);
  request = opening();
  request.body = "x";
  EXPECT_EQ(refusal(request), 400);
  EXPECT_EQ(refusal(opening(), "mqtt"), 500);
}

}  // namespace
}  // namespace anqa::http::detail
