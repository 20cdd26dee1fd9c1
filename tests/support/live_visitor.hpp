#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/http/response.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/term/json.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/test_socket.hpp"
#include "anqa/web/endpoint_config.hpp"

/// A browser with one page open: its cookies, the tokens of the page, and a socket.
class LiveVisitor {
 public:
  explicit LiveVisitor(anqa::EndpointConfig config) : browser_(std::move(config)) {}

  anqa::ConnTest& browser() { return browser_; }

  /// Loads a page and keeps what its container and its head say.
  anqa::Task<std::string> load(std::string path) {
    const anqa::http::Response response = co_await browser_.get(path);
    url = "http://localhost" + path;
    std::string page(response.text());
    const std::string head = page.substr(0, page.find("\" data-phx-main"));
    id = head.substr(head.rfind('"') + 1);
    session = between(page, "data-phx-session=\"", "\"");
    static_ = between(page, "data-phx-static=\"", "\"");
    csrf = between(page, "name=\"csrf-token\" content=\"", "\"");
    topic = "lv:" + id;
    co_return page;
  }

  /// Opens the socket with this CSRF token; false when it is refused.
  anqa::Task<bool> connect(std::string token) {
    anqa::http::Response response =
        co_await browser_.get("/live/websocket?_csrf_token=" + token + "&vsn=2.0.0");
    auto* upgrade = std::get_if<anqa::http::Upgrade>(&response.body);
    if (upgrade != nullptr) socket = std::make_unique<anqa::testing::TestSocket>(std::move(upgrade->handler));
    co_return upgrade != nullptr;
  }

  void send(std::string_view join_ref, std::string_view ref, std::string_view event,
            const anqa::Term& payload) const {
    socket->text(anqa::json::write(anqa::Term::list({join_ref, ref, topic, event, payload})));
  }

  /// What a join sends; `where` is "url" or "redirect".
  anqa::Term join_payload(std::string_view where, std::string_view address) const {
    return anqa::Term::map(
        {{where, address},
         {"params", anqa::Term::map({{"_csrf_token", csrf}, {"_mounts", 0}, {"_mount_attempts", 0}})},
         {"session", session},
         {"static", where == "url" ? anqa::Term(static_) : anqa::Term()},
         {"sticky", false}});
  }
  void join(std::string_view ref) const { send(ref, ref, "phx_join", join_payload("url", url)); }

  /// An event of the page; gives the next frame.
  anqa::Task<std::string> event(std::string join_ref, std::string ref, std::string name) {
    send(join_ref, ref, "event",
         anqa::Term::map({{"type", "click"}, {"event", name}, {"value", anqa::Term::map()}}));
    return next();
  }

  /// The next frame with this page's topic as "TOPIC" and signed texts as "<TOKEN>"; "" when all is quiet.
  anqa::Task<std::string> next() const {
    auto frame = co_await socket->next();
    if (!frame) co_return "";
    std::string text = *frame;
    for (std::size_t at = text.find(topic); at != std::string::npos; at = text.find(topic, at + 5)) {
      text.replace(at, topic.size(), "TOPIC");
    }
    for (std::size_t at = text.find("SFMyNTY."); at != std::string::npos;
         at = text.find("SFMyNTY.", at + 7)) {
      text.replace(at, text.find('"', at) - at, "<TOKEN>");
    }
    co_return text;
  }

  static std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const std::size_t begin = text.find(before);
    if (begin == std::string_view::npos) return "";
    const std::size_t start = begin + before.size();
    return std::string(text.substr(start, text.find(after, start) - start));
  }

  /// The process of the page's view.
  anqa::Task<anqa::Pid> view() const {
    const auto info = co_await anqa::process_info(socket->pid());
    co_return info && !info->monitors.empty() ? info->monitors.back() : anqa::Pid{};
  }

  std::string id, session, static_, csrf, topic, url;
  std::unique_ptr<anqa::testing::TestSocket> socket;

 private:
  anqa::ConnTest browser_;
};

/// Equal as JSON, whatever the order of keys.
inline void expect_json(std::string_view sent, std::string_view expected) {
  const auto a = anqa::json::parse(sent);
  const auto b = anqa::json::parse(expected);
  ASSERT_TRUE(b) << b.error().message;
  EXPECT_TRUE(a && *a == *b) << "sent:     " << sent << "\nexpected: " << expected;
}
