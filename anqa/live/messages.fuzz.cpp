#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "anqa/base/log_capture.hpp"
#include "anqa/http/response.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/internal/fuzz_live.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/deterministic.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/term/json.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/test_socket.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

// Sends a joined live page one message for each line of the input:
// - `e{…}`, `p{…}`, `a{…}`, `g{…}`, `c[…]`: the payload of an event, a live_patch, an allow_upload, a
// progress, the
//   cids that are destroyed;
// - `j`: joins again; `u…`: joins an upload with the token of entry 0; `b…`: a chunk of it;
// - anything else as it is, TOPIC, SESSION and STATIC standing for the page's own.
// The server answers all of it with JSON, or closes the connection, and is still there afterwards.

namespace {

using namespace anqa;

constexpr auto browser = pipeline(fetch_session);
constexpr auto all = routes(scope("/", browser, live<fuzzed::FuzzLive>("/")));

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return "";
  const std::size_t start = begin + before.size();
  return std::string(text.substr(start, text.find(after, start) - start));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

struct Page {
  std::unique_ptr<testing::TestSocket> socket;
  std::string topic, session, static_token, csrf, upload_token, upload_ref;
  int ref = 1;
  bool closed = false;

  std::string frame(std::string_view event, std::string_view payload) {
    return "[\"1\",\"" + std::to_string(++ref) + "\",\"" + topic + "\",\"" + std::string(event) + "\"," +
           std::string(payload) + "]";
  }
  std::string join() const {
    return "[\"1\",\"1\",\"" + topic +
           "\",\"phx_join\",{\"url\":\"http://localhost/\",\"params\":{\"_mounts\":0},\"session\":\"" +
           session + "\",\"static\":\"" + static_token + "\"}]";
  }
};

/// Takes what the server says until it says nothing more.
Task<bool> drain(Page* page, std::string_view heartbeat) {
  bool answered = false;
  while (const auto frame = co_await page->socket->next()) {
    if (frame->starts_with("close ")) {
      page->closed = true;
    } else if (!frame->empty() && frame->front() == '[') {
      const auto parsed = json::parse(*frame);
      if (!parsed || parsed->size() != 5) {
        std::fprintf(stderr, "no JSON: %s\n", frame->c_str());
        std::abort();
      }
      if (parsed->at(1) == Term(heartbeat) && parsed->at(2) == Term("phoenix")) answered = true;
      const Term& entries = parsed->at(4)["response"]["entries"];
      if (const auto token = entries["0"].as_binary()) page->upload_token = *token;
      if (page->upload_ref.empty()) page->upload_ref = between(*frame, "\"phx-", "\"");
    }
  }
  co_return answered;
}

std::string message_of(Page& page, std::string_view line) {
  const std::string_view rest = line.substr(1);
  switch (line.front()) {
    case 'e':
      return page.frame("event", rest);
    case 'p':
      return page.frame("live_patch", rest);
    case 'a':
      return page.frame("allow_upload", rest);
    case 'g':
      return page.frame("progress", rest);
    case 'c':
      return page.frame("cids_destroyed", "{\"cids\":" + std::string(rest) + "}");
    case 'j':
      return page.join();
    case 'u':
      return "[\"9\",\"9\",\"lvu:0\",\"phx_join\",{\"token\":\"" + page.upload_token + "\"}]";
    default:
      return std::string(line);
  }
}

Task<void> talk(std::string input) {
  start_link<PubSub>();
  ConnTest client({.routes = all, .sockets = {live_socket()}});
  const TestResponse first = co_await client.get("/");
  Page page;
  const std::string html(first.text());
  page.topic = "lv:" + between(html, "<div id=\"", "\"");
  page.session = between(html, "data-phx-session=\"", "\"");
  page.static_token = between(html, "data-phx-static=\"", "\"");
  TestResponse upgraded = co_await client.get("/live/websocket?vsn=2.0.0&_csrf_token=" +
                                              between(html, "name=\"csrf-token\" content=\"", "\""));
  auto* upgrade = std::get_if<http::Upgrade>(&upgraded.body);
  if (upgrade == nullptr) std::abort();
  page.socket = std::make_unique<testing::TestSocket>(std::move(upgrade->handler));
  page.socket->text(page.join());
  co_await drain(&page, "");
  constexpr int most = 40;  // lines
  std::string_view left = input;
  for (int i = 0; i < most && !left.empty() && !page.closed; ++i) {
    const std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(line.size() == left.size() ? line.size() : line.size() + 1);
    if (line.empty()) continue;
    if (line.front() == 'b') {
      std::string chunk(
          "\0\1\1\5\5"
          "98lvu:0chunk",
          17);
      page.socket->binary(chunk.append(line.substr(1)));
    } else {
      std::string message = message_of(page, line);
      replace_all(message, "TOPIC", page.topic);
      replace_all(message, "SESSION", page.session);
      replace_all(message, "STATIC", page.static_token);
      replace_all(message, "UPLOAD", "phx-" + page.upload_ref);
      page.socket->text(std::move(message));
    }
    // Some of them before the server has answered.
    if (line.size() % 2 == 0) co_await drain(&page, "");
  }
  page.socket->text(R"([null,"still there","phoenix","heartbeat",{}])");
  const bool answered = co_await drain(&page, "still there");
  if (!answered && !page.closed) {
    std::fprintf(stderr, "the connection is gone without a word\n");
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 4000;
  if (size > longest) return 0;
  const LogCapture silence;
  System system(std::make_unique<DeterministicScheduler>(1));
  system.run(&talk, std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
