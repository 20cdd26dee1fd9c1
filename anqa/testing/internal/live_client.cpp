#include "anqa/testing/internal/live_client.hpp"

#include <algorithm>

#include "anqa/http/response.hpp"
#include "anqa/live/channel/flash.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/conn_url.hpp"

namespace anqa::detail {
namespace {

constexpr std::string_view session_attribute = "data-phx-session";
constexpr std::size_t shown = 4000;

std::string text_at(const Term& term, std::string_view key) {
  return std::string(term[key].as_binary().value_or(std::string_view()));
}

std::string cut(const std::string& text) {
  return text.size() <= shown ? text : text.substr(0, shown) + " …";
}

const HtmlNode* find_first(const HtmlNode& page, std::string_view selector) {
  const auto found = CssSelector(selector).all(page);
  return found.empty() ? nullptr : found.front().node;
}

LiveRedirect redirect_of(LiveRedirect::Kind kind, const Term& payload) {
  return {.kind = kind, .to = text_at(payload, "to"), .flash_token = text_at(payload, "flash")};
}

/// Where a reply leads away, if it does.
std::optional<LiveRedirect> redirect_in(const Term& response) {
  using Kind = LiveRedirect::Kind;
  if (const Term* to = response.find("redirect")) return redirect_of(Kind::redirect, *to);
  if (const Term* to = response.find("live_redirect")) return redirect_of(Kind::live_redirect, *to);
  return std::nullopt;
}

/// "http://host/path" as "http://host".
std::string origin_of(std::string_view url) {
  const std::size_t host = url.find("://");
  return std::string(url.substr(0, url.find('/', host == std::string_view::npos ? 0 : host + 3)));
}

void forbid_equal_ids(const HtmlNode& node, std::map<std::string_view, int>& ids) {
  if (!node.id().empty() && ++ids[node.id()] == 2) {
    throw std::runtime_error(
        "two elements of the page have the id \"" + std::string(node.id()) +
        "\", so that a browser would patch the wrong one; give them ids of their own, or "
        "set LiveTestOptions::allow_duplicate_ids");
  }
  for (const HtmlNode& child : node.children) forbid_equal_ids(child, ids);
}

void replace(HtmlNode& node, std::string_view id, const std::vector<HtmlNode>& children) {
  if (!node.is_text() && node.id() == id) {
    node.children = children;
    return;
  }
  for (HtmlNode& child : node.children) replace(child, id, children);
}

}  // namespace

const HtmlNode* Located::closest(std::string_view tag) const {
  if (element.node->tag == tag) return element.node;
  for (auto node = element.around.rbegin(); node != element.around.rend(); ++node) {
    if ((*node)->tag == tag) return *node;
  }
  return nullptr;
}

void LiveClient::fail(const std::string& why) const {
  throw std::runtime_error(why + "; the page is\n" +
                           cut(parts_.contains(root_id_) ? html(root_id_) : outer_html(document_)));
}

LivePart& LiveClient::part(const std::string& id) {
  const auto found = parts_.find(id);
  if (found == parts_.end()) throw std::runtime_error("the live view " + id + " is not on the page any more");
  return found->second;
}

void LiveClient::check_alive(const std::string& id) {
  const LivePart& view = part(id);
  if (view.left) {
    throw std::runtime_error("the live view has led away to " + view.left->to +
                             "; follow_redirect() goes there, assert_redirect() looks at it");
  }
  if (!view.ended.empty()) {
    throw std::runtime_error("the live view " + id + " has " +
                             (view.ended == "phx_error" ? "crashed; its log says why" : "ended"));
  }
}

Task<std::optional<LiveRedirect>> LiveClient::open(std::string path) {
  const TestResponse response = co_await browser_->get(path);
  if (response.status >= 300 && response.status < 400) {
    co_return LiveRedirect{.to = std::string(response.headers.get("location").value_or(""))};
  }
  disconnected_html_ = response.text();
  document_ = parse_html(disconnected_html_);
  url_ = request_url(response.conn());
  secret_ = response.conn().endpoint().secret_key_base;
  if (response.status != 200) {
    fail("GET " + path + " gave " + std::to_string(response.status) + " instead of a live page");
  }
  const HtmlNode* root = find_first(document_, "[data-phx-main]");
  if (root == nullptr) fail("GET " + path + " gave a page without a live view");
  root_id_ = root->id();
  if (const auto* meta = find_first(document_, "meta[name=csrf-token]")) csrf_ = meta->get_or("content");
  if (const auto* title = find_first(document_, "title")) title_ = text_of(*title);
  parts_[root_id_] = {.id = root_id_,
                      .topic = "lv:" + root_id_,
                      .session = std::string(root->get_or(session_attribute)),
                      .static_token = std::string(root->get_or("data-phx-static")),
                      .parent_id = {}};
  co_await connect();
  co_return co_await join(root_id_, "url");
}

Task<void> LiveClient::connect() {
  Params params = options_.connect_params;
  params.set("_csrf_token", csrf_).set("vsn", "2.0.0");
  TestResponse response = co_await browser_->get(options_.socket + "/websocket", params);
  auto* upgrade = std::get_if<http::Upgrade>(&response.body);
  if (upgrade == nullptr) {
    fail("the page's socket was refused: " + options_.socket + "/websocket gave " +
         std::to_string(response.status) + "; is live_socket() among the endpoint's sockets?");
  }
  socket_ = std::make_unique<testing::TestSocket>(std::move(upgrade->handler));
  known_.clear();
}

Task<void> LiveClient::reconnect() {
  socket_->disconnect();
  ++mounts_;
  // Views inside of others are joined again by those.
  std::erase_if(parts_, [this](const auto& entry) { return entry.first != root_id_; });
  LivePart& root = part(root_id_);
  root.joined = false;
  root.ended.clear();
  root.rendered = {};
  co_await connect();
  if (auto away = co_await join(root_id_, "url")) part(root_id_).left = std::move(away);
}

Task<std::optional<LiveRedirect>> LiveClient::join(std::string id, std::string_view where) {
  LivePart* view = &part(id);
  Params params = options_.connect_params;
  params.set("_csrf_token", csrf_).set("_mounts", mounts_).set("_mount_attempts", 0);
  Params payload = {{"params", params.term()}, {"session", view->session}, {"sticky", false}};
  if (id == root_id_) payload.set(where, url_);
  const bool has_static = where != "redirect" && !view->static_token.empty();
  payload.set("static", has_static ? Term(view->static_token) : Term());
  if (where == "redirect" && view->left && !view->left->flash_token.empty()) {
    payload.set("flash", view->left->flash_token);
  }
  view->left.reset();
  view->join_ref = next_ref();
  const std::string ref = view->join_ref;
  socket_->text(json::write(Term::list({ref, ref, view->topic, "phx_join", payload.term()})));
  const Term reply = co_await answer_to(ref, view->topic);
  const Term& response = reply["response"];
  view = &part(id);
  if (reply["status"] != Term("ok")) {
    if (auto away = redirect_in(response)) co_return away;
    if (response["reason"] == Term("unauthorized") && where == "redirect") {
      co_return LiveRedirect{.to = url_.substr(origin_of(url_).size())};
    }
    const auto status = response["status"].as_integer();
    fail("the join of the live view " + id + " was refused: " + text_at(response, "reason") +
         (status ? " " + std::to_string(*status) : ""));
  }
  view->joined = true;
  view->ended.clear();
  view->rendered = {};
  if (where != "url") view->dom = {};
  apply(*view, response["rendered"]);
  if (const Term* patch = response.find("live_patch")) {
    view->patches.push_back(text_at(*patch, "to"));
    url_ = origin_of(url_) + text_at(*patch, "to");
  }
  if (const auto info = co_await process_info(socket_->pid())) {
    for (const Pid pid : info->monitors) {
      if (std::find(known_.begin(), known_.end(), pid) != known_.end()) continue;
      known_.push_back(pid);
      part(id).pid = pid;
    }
  }
  co_await settle_children(id);
  co_return std::nullopt;
}

Task<void> LiveClient::settle_children(std::string id) {
  std::vector<LivePart> fresh;
  std::vector<std::string> there;
  for (const FoundElement& found : CssSelector("[data-phx-session]").all(part(id).dom)) {
    const std::string child(found.node->id());
    there.push_back(child);
    if (parts_.contains(child)) continue;
    const std::string session(found.node->get_or(session_attribute));
    if (session.empty()) continue;
    fresh.push_back({.id = child,
                     .topic = "lv:" + child,
                     .session = session,
                     .static_token = std::string(found.node->get_or("data-phx-static")),
                     .parent_id = id});
  }
  std::vector<std::string> gone;
  for (const auto& [other, view] : parts_) {
    if (view.parent_id == id && std::find(there.begin(), there.end(), other) == there.end()) {
      gone.push_back(other);
    }
  }
  for (const std::string& child : gone) {
    const LivePart left = part(child);
    parts_.erase(child);
    socket_->text(json::write(Term::list({left.join_ref, next_ref(), left.topic, "phx_leave", Term::map()})));
  }
  for (LivePart& child : fresh) {
    const std::string child_id = child.id;
    parts_[child_id] = std::move(child);
    if (auto away = co_await join(child_id, "")) part(child_id).left = std::move(away);
  }
  if (parts_.contains(id)) co_await drop_components(id);
}

/// The server is told of the components whose elements have left the page, and forgets those that it has not
/// shown again.
Task<void> LiveClient::drop_components(std::string id) {
  const LivePart& view = part(id);
  if (!view.joined || !view.ended.empty() || view.left) co_return;
  std::vector<Term> gone;
  for (const auto& [cid, node] : view.rendered.components().entries()) {
    const std::string number(cid.as_binary().value_or(""));
    if (CssSelector("[data-phx-component=\"" + number + "\"]").all(view.dom).empty()) {
      gone.emplace_back(std::stoll(number));
    }
  }
  if (gone.empty()) co_return;
  const Term cids = Term::map({{"cids", Term::list(std::move(gone))}});
  const std::string topic = view.topic;
  const std::string join_ref = view.join_ref;
  co_await exchange(topic, join_ref, "cids_will_destroy", cids);
  const auto [status, response] = co_await exchange(topic, join_ref, "cids_destroyed", cids);
  if (!parts_.contains(id)) co_return;
  for (const Term& cid : response["cids"].items()) part(id).rendered.forget_component(cid);
}

Task<Term> LiveClient::answer_to(std::string ref, std::string topic) {
  while (true) {
    if (const auto found = replies_.find(ref); found != replies_.end()) {
      Term reply = found->second.second;
      replies_.erase(found);
      co_return reply;
    }
    for (const auto& [id, view] : parts_) {
      if (view.topic == topic && !view.ended.empty() && view.joined) {
        co_return Term::map({{"status", "ended"}, {"response", Term::map()}});
      }
    }
    const auto frame = co_await socket_->next();
    if (!frame) fail("the live view on " + topic + " has not answered");
    take(*frame);
  }
}

void LiveClient::take(const std::string& text) {
  if (text.starts_with("close ")) fail("the server closed the connection with " + text.substr(6));
  const auto frame = json::parse(text);
  if (!frame || frame->size() != 5) fail("the server sent what no client can read: " + text);
  const std::string topic(frame->at(2).as_binary().value_or(""));
  const std::string event(frame->at(3).as_binary().value_or(""));
  const Term& payload = frame->at(4);
  const auto found = std::find_if(parts_.begin(), parts_.end(),
                                  [&](const auto& entry) { return entry.second.topic == topic; });
  LivePart* view = found == parts_.end() ? nullptr : &found->second;
  // What the process before a new join still said.
  const auto join_ref = frame->at(0).as_binary();
  if (view != nullptr && join_ref && *join_ref != view->join_ref) view = nullptr;
  if (event == "phx_reply") {
    const std::string ref(frame->at(1).as_binary().value_or(""));
    const Term& response = payload["response"];
    if (view != nullptr) {
      if (const Term* diff = response.find("diff")) apply(*view, *diff);
      if (view->joined) {
        if (auto away = redirect_in(response)) view->left = std::move(away);
      }
    }
    replies_[ref] = {topic, payload};
  } else if (view == nullptr) {
    return;
  } else if (event == "diff") {
    apply(*view, payload);
  } else if (event == "live_patch") {
    view->patches.push_back(text_at(payload, "to"));
    url_ = origin_of(url_) + text_at(payload, "to");
  } else if (event == "redirect" || event == "live_redirect") {
    view->left = redirect_in(Term::map({{event, payload}}));
  } else if (event == "phx_error" || event == "phx_close") {
    view->ended = event;
  }
}

void LiveClient::apply(LivePart& view, const Term& diff) {
  if (const Term* title = diff.find("t")) title_ = title->as_binary().value_or("");
  if (const Term* reply = diff.find("r"); reply != nullptr && !reply->as_integer())
    view.replies.push_back(*reply);
  for (const Term& event : diff["e"].items()) {
    view.events.emplace_back(event.at(0).as_binary().value_or(""), event.at(1));
  }
  Term rest = diff;
  rest.erase("t").erase("e");
  if (rest.find("s") == nullptr || rest["r"].is_map()) rest.erase("r");
  if (rest.entries().empty()) return;
  view.rendered.merge(rest);
  const auto [html, streams] = view.rendered.take_html();
  view.dom = patched(view.dom, parse_html(html), streams);
  if (options_.allow_duplicate_ids) return;
  std::map<std::string_view, int> ids;
  forbid_equal_ids(view.dom, ids);
}

Task<void> LiveClient::synchronize(std::string id) {
  if (!part(id).ended.empty() || part(id).left) co_return;
  // Changes nothing, and is answered after all that the view's process was sent before.
  co_await push(id, "cids_will_destroy", Term::map({{"cids", Term::list({})}}));
}

Task<void> LiveClient::settle(Duration quiet) {
  while (const auto frame = co_await socket_->next(quiet)) take(*frame);
  std::vector<std::string> ids;
  for (const auto& [id, view] : parts_) ids.push_back(id);
  for (const std::string& id : ids) {
    if (parts_.contains(id)) co_await settle_children(id);
  }
}

Task<std::pair<std::string, Term>> LiveClient::exchange(std::string topic, std::string join_ref,
                                                        std::string event, Term payload) {
  const std::string ref = event == "phx_join" ? join_ref : next_ref();
  socket_->text(json::write(Term::list({join_ref, ref, topic, event, std::move(payload)})));
  const Term reply = co_await answer_to(ref, topic);
  co_return std::pair{text_at(reply, "status"), reply["response"]};
}

Task<std::pair<std::string, Term>> LiveClient::exchange_binary(std::string topic, std::string join_ref,
                                                               std::string event, std::string bytes) {
  const std::string ref = next_ref();
  std::string frame(1, '\0');
  for (const std::string_view piece : {std::string_view(join_ref), std::string_view(ref),
                                       std::string_view(topic), std::string_view(event)}) {
    frame += static_cast<char>(piece.size());
  }
  frame.append(join_ref).append(ref).append(topic).append(event).append(bytes);
  socket_->binary(std::move(frame));
  const Term reply = co_await answer_to(ref, topic);
  co_return std::pair{text_at(reply, "status"), reply["response"]};
}

Task<Term> LiveClient::push(std::string id, std::string event, Term payload) {
  check_alive(id);
  const std::string what = event == "event" ? "\"" + text_at(payload, "event") + "\"" : event;
  const std::string topic = part(id).topic;
  const std::string join_ref = part(id).join_ref;
  const auto [status, response] = co_await exchange(topic, join_ref, event, std::move(payload));
  if (status == "ended" && !part(id).left) check_alive(id);
  if (status == "error") fail("the live view refused " + what + ": " + inspect(response));
  if (parts_.contains(id)) co_await settle_children(id);
  co_return response;
}

Task<void> LiveClient::patch(std::string id, std::string href) {
  const std::string url = href.find("://") == std::string::npos ? origin_of(url_) + href : href;
  const Term response = co_await push(id, "live_patch", Term::map({{"url", url}}));
  if (response["link_redirect"] == Term(true)) {
    part(id).left = LiveRedirect{.kind = LiveRedirect::Kind::live_redirect, .to = href, .flash_token = {}};
    co_return;
  }
  // handle_params may have led further on by now.
  auto& patches = part(id).patches;
  patches.insert(patches.begin() + static_cast<std::ptrdiff_t>(patches.empty() ? 0 : patches.size() - 1),
                 href);
  if (patches.size() == 1) url_ = url;
}

Task<std::optional<LiveRedirect>> LiveClient::navigate(std::string to) {
  url_ = origin_of(url_) + to;
  std::vector<LivePart> inner;
  for (const auto& [id, view] : parts_) {
    if (id != root_id_) inner.push_back(view);
  }
  for (const LivePart& view : inner) {
    parts_.erase(view.id);
    socket_->text(json::write(Term::list({view.join_ref, next_ref(), view.topic, "phx_leave", Term::map()})));
  }
  const LivePart& root = part(root_id_);
  socket_->text(json::write(Term::list({root.join_ref, next_ref(), root.topic, "phx_leave", Term::map()})));
  part(root_id_).patches.clear();
  part(root_id_).events.clear();
  co_return co_await join(root_id_, "redirect");
}

void LiveClient::bring_flash(const LiveRedirect& redirect) {
  if (!redirect.flash_token.empty()) browser_->put_req_cookie("__phoenix_flash__", redirect.flash_token);
}

Flash LiveClient::flash_of(const LiveRedirect& redirect) const {
  return read_live_flash(secret_, redirect.flash_token);
}

HtmlNode LiveClient::composed(const std::string& id) const {
  HtmlNode whole{.tag = "div"};
  const LivePart& view = parts_.at(id);
  const HtmlNode& outside = view.parent_id.empty() ? document_ : parts_.at(view.parent_id).dom;
  for (const FoundElement& found : CssSelector("[data-phx-session]").all(outside)) {
    if (found.node->id() != id) continue;
    whole.tag = found.node->tag;
    whole.attributes = found.node->attributes;
  }
  whole.children = view.dom.children;
  fill_children(whole, id);
  return whole;
}

void LiveClient::fill_children(HtmlNode& node, const std::string& id) const {
  for (const auto& [child, view] : parts_) {
    if (view.parent_id == id) replace(node, child, composed(child).children);
  }
}

HtmlNode LiveClient::document() const {
  HtmlNode whole = document_;
  replace(whole, root_id_, composed(root_id_).children);
  return whole;
}

std::vector<Located> LiveClient::find_all(const std::string& id, const std::string& selector,
                                          const std::string& text) const {
  HtmlNode wrapper;
  wrapper.children.push_back(composed(id));
  const auto page = std::make_shared<const HtmlNode>(std::move(wrapper));
  std::vector<Located> all;
  for (FoundElement& found : CssSelector(selector).all(page->children.front(), {page.get()})) {
    if (!text.empty() && text_of(*found.node).find(text) == std::string::npos) continue;
    std::string owner = id;
    for (const HtmlNode* node : found.around) {
      if (node->get(session_attribute) && parts_.contains(std::string(node->id()))) owner = node->id();
    }
    all.push_back({page, std::move(found), std::move(owner)});
  }
  return all;
}

Located LiveClient::find(const std::string& id, const std::string& selector, const std::string& text) const {
  auto all = find_all(id, selector, text);
  if (all.size() == 1) return std::move(all.front());
  const std::string what = "\"" + selector + "\"" + (text.empty() ? "" : " with the text \"" + text + "\"");
  if (all.empty()) fail("no element of the live view matches " + what);
  std::string which;
  for (const Located& one : all) which += "\n  " + cut(outer_html(one.node()));
  throw std::runtime_error(std::to_string(all.size()) + " elements of the live view match " + what +
                           ", where one is expected:" + which);
}

std::vector<EventTarget> LiveClient::targets(const Located& located, const Term& target) const {
  if (const auto cid = target.as_integer()) return {{located.view_id, cid}};
  const std::string selector(target.as_binary().value_or(""));
  if (selector.empty()) return {{located.view_id}};
  if (selector.find_first_not_of("0123456789") == std::string::npos) {
    return {{located.view_id, std::stoll(selector)}};
  }
  std::vector<EventTarget> found;
  for (const Located& one : find_all(root_id_, selector, "")) {
    EventTarget to{one.view_id};
    std::vector<const HtmlNode*> chain = one.element.around;
    chain.push_back(&one.node());
    for (const HtmlNode* node : chain) {
      if (node->get(session_attribute)) to.cid.reset();
      if (const auto cid = node->get("data-phx-component")) to.cid = std::stoll(std::string(*cid));
    }
    found.push_back(std::move(to));
  }
  if (found.empty()) fail("no element matches the phx-target \"" + selector + "\"");
  return found;
}

}  // namespace anqa::detail
