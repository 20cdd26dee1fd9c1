#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anqa/testing/internal/css_selector.hpp"
#include "anqa/testing/internal/live_dom.hpp"
#include "anqa/testing/internal/rendered_tree.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/test_socket.hpp"

namespace anqa::detail {

/// One live view of a page, as its browser has it.
struct LivePart {
  std::string id, topic, join_ref, session, static_token, parent_id;
  Pid pid = {};
  RenderedTree rendered = {};
  HtmlNode dom = {};
  bool joined = false;
  /// Why it has ended: "phx_error" or "phx_close".
  std::string ended = {};
  std::optional<LiveRedirect> left = {};
  std::vector<std::string> patches = {};
  std::vector<std::pair<std::string, Term>> events = {};
  std::vector<Term> replies = {};
};

/// An element of the page, and the view that it belongs to. Keeps the page as it was when it was found.
struct Located {
  std::shared_ptr<const HtmlNode> page;
  FoundElement element;
  std::string view_id;

  const HtmlNode& node() const { return *element.node; }
  /// The nearest element around it, or itself, with a tag; null where there is none.
  const HtmlNode* closest(std::string_view tag) const;
};

/// Where an event goes.
struct EventTarget {
  std::string view_id;
  std::optional<std::int64_t> cid = {};
};

/// A browser's page with its live views: loads it, joins them, sends events and keeps what comes back.
/// Functions that wait are called by a process that holds the client by a shared_ptr of its own.
class LiveClient : public std::enable_shared_from_this<LiveClient> {
 public:
  LiveClient(ConnTest* browser, LiveTestOptions options) : browser_(browser), options_(std::move(options)) {}

  /// Loads and joins; the redirect where there is one.
  Task<std::optional<LiveRedirect>> open(std::string path);
  Task<void> reconnect();
  LiveViewTest handle(std::string id) { return {shared_from_this(), std::move(id)}; }
  const std::string& root_id() const { return root_id_; }
  void keep(std::shared_ptr<ConnTest> browser) { owned_browser_ = std::move(browser); }

  LivePart& part(const std::string& id);
  const std::map<std::string, LivePart>& parts() const { return parts_; }
  ConnTest& browser() { return *browser_; }
  const std::string& disconnected_html() const { return disconnected_html_; }
  const std::string& title() const { return title_; }
  const std::string& url() const { return url_; }

  /// Brings in all that the view's process was sent so far.
  Task<void> synchronize(std::string id);
  /// Brings in what comes until nothing has for so long.
  Task<void> settle(Duration quiet);

  /// Sends a message to a view and takes what it is answered; gives the answer's `response`.
  Task<Term> push(std::string id, std::string event, Term payload);
  /// The same, for the upload's channel of a topic.
  Task<std::pair<std::string, Term>> exchange(std::string topic, std::string join_ref, std::string event,
                                              Term payload);
  Task<std::pair<std::string, Term>> exchange_binary(std::string topic, std::string join_ref,
                                                     std::string event, std::string bytes);
  std::string next_ref() { return std::to_string(++refs_); }
  /// Of a file; each of a page has one of its own.
  std::string next_file_ref() { return std::to_string(file_refs_++); }
  Task<void> patch(std::string id, std::string href);
  Task<std::optional<LiveRedirect>> navigate(std::string to);
  /// What the next page is to show, as the browser's side leaves it: in a cookie.
  void bring_flash(const LiveRedirect& redirect);
  Flash flash_of(const LiveRedirect& redirect) const;
  const LiveTestOptions& options() const { return options_; }

  /// The element of a view, with its children, and the whole document.
  HtmlNode composed(const std::string& id) const;
  HtmlNode document() const;
  std::string html(const std::string& id) const { return inner_html(composed(id)); }

  std::vector<Located> find_all(const std::string& id, const std::string& selector,
                                const std::string& text) const;
  /// Exactly one, else std::runtime_error.
  Located find(const std::string& id, const std::string& selector, const std::string& text) const;
  /// Where the events of an element go, by a phx-target or one of a JS command.
  std::vector<EventTarget> targets(const Located& element, const Term& target) const;
  /// Throws where the view has ended or led away.
  void check_alive(const std::string& id);

 private:
  Task<void> connect();
  Task<std::optional<LiveRedirect>> join(std::string id, std::string_view where);
  Task<void> settle_children(std::string id);
  Task<void> drop_components(std::string id);
  Task<Term> answer_to(std::string ref, std::string topic);
  void take(const std::string& frame);
  void apply(LivePart& part, const Term& diff);
  void fill_children(HtmlNode& node, const std::string& id) const;
  [[noreturn]] void fail(const std::string& why) const;

  ConnTest* browser_;
  std::shared_ptr<ConnTest> owned_browser_;
  LiveTestOptions options_;
  std::unique_ptr<testing::TestSocket> socket_;
  std::map<std::string, LivePart> parts_;
  std::map<std::string, std::pair<std::string, Term>> replies_;
  std::string root_id_, csrf_, secret_, url_, title_, disconnected_html_;
  HtmlNode document_;
  int refs_ = 0;
  int file_refs_ = 0;
  int mounts_ = 0;
  std::vector<Pid> known_;
};

}  // namespace anqa::detail
