#include "anqa/testing/live_view_test.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "anqa/live/channel/live_transport.hpp"
#include "anqa/testing/internal/live_bindings.hpp"

namespace anqa {
namespace {

using Client = std::shared_ptr<detail::LiveClient>;

Task<std::string> rendered(Client client, std::string id) {
  client->check_alive(id);
  co_await client->synchronize(id);
  co_return client->html(id);
}

Task<bool> is_there(Client client, std::string id, std::string selector, std::string text) {
  client->check_alive(id);
  co_await client->synchronize(id);
  co_return !client->find_all(id, selector, text).empty();
}

Task<std::string> push_event(Client client, std::string id, std::string target, std::string type,
                             std::string name, Params value) {
  client->check_alive(id);
  std::vector<detail::EventTarget> targets{{id}};
  if (!target.empty()) {
    const detail::Located nowhere{nullptr, {}, id};
    targets = client->targets(nowhere, Term(target));
  }
  for (const detail::EventTarget& to : targets) {
    Params payload = {{"type", type}, {"event", name}, {"value", value.term()}};
    if (type == "form") payload.set("value", value.encode()).set("meta", Term::map());
    if (to.cid) payload.set("cid", *to.cid);
    co_await client->push(to.view_id, "event", payload.term());
  }
  co_return client->html(id);
}

Task<std::string> patch_page(Client client, std::string id, std::string path) {
  co_await client->patch(id, path);
  co_return client->html(id);
}

Task<std::string> settled(Client client, std::string id, Duration quiet) {
  client->check_alive(id);
  co_await client->settle(quiet);
  co_return client->html(id);
}

Task<std::string> title(Client client, std::string id) {
  co_await client->synchronize(id);
  co_return client->title();
}

Task<std::string> take_patch(Client client, std::string id, std::string to) {
  co_await client->synchronize(id);
  auto& patches = client->part(id).patches;
  std::string seen;
  for (auto patch = patches.begin(); patch != patches.end(); ++patch) {
    if (to.empty() || *patch == to) {
      std::string found = std::move(*patch);
      patches.erase(patch);
      co_return found;
    }
    seen += " " + *patch;
  }
  throw std::runtime_error("the view was not patched" + (to.empty() ? "" : " to " + to) +
                           (seen.empty() ? "" : ", but to" + seen));
}

Task<void> refute_patch(Client client, std::string id, std::string to) {
  co_await client->synchronize(id);
  for (const std::string& patch : client->part(id).patches) {
    if (to.empty() || patch == to) throw std::runtime_error("the view was patched to " + patch);
  }
}

Task<LiveRedirect> redirected(Client client, std::string id, std::string to) {
  co_await client->synchronize(id);
  const auto& left = client->part(id).left;
  const std::string wanted = to.empty() ? "" : " to " + to;
  if (!left) throw std::runtime_error("the view has not led away" + wanted);
  if (!to.empty() && left->to != to) {
    throw std::runtime_error("the view has not led away" + wanted + ", but to " + left->to);
  }
  LiveRedirect away = *left;
  away.flash = client->flash_of(away);
  co_return away;
}

Task<void> refute_redirect(Client client, std::string id, std::string to) {
  co_await client->synchronize(id);
  const auto& left = client->part(id).left;
  if (left && (to.empty() || left->to == to))
    throw std::runtime_error("the view has led away to " + left->to);
}

std::string names_of(const std::vector<std::pair<std::string, Term>>& events) {
  std::string out;
  for (const auto& [name, payload] : events) out += "\n  \"" + name + "\" with " + inspect(payload);
  return out.empty() ? "; none was" : "; these were:" + out;
}

Task<Term> take_event(Client client, std::string id, std::string event, Term payload) {
  co_await client->synchronize(id);
  auto& events = client->part(id).events;
  for (auto one = events.begin(); one != events.end(); ++one) {
    if (one->first != event || (!payload.is_nil() && one->second != payload)) continue;
    Term found = std::move(one->second);
    events.erase(one);
    co_return found;
  }
  throw std::runtime_error("no event \"" + event + "\"" +
                           (payload.is_nil() ? "" : " with " + inspect(payload)) + " was pushed" +
                           names_of(events));
}

Task<void> refute_event(Client client, std::string id, std::string event) {
  co_await client->synchronize(id);
  for (const auto& [name, payload] : client->part(id).events) {
    if (name == event) throw std::runtime_error("\"" + event + "\" was pushed with " + inspect(payload));
  }
}

Task<Term> take_reply(Client client, std::string id, Term wanted) {
  co_await client->synchronize(id);
  auto& replies = client->part(id).replies;
  std::string seen;
  for (auto one = replies.begin(); one != replies.end(); ++one) {
    seen += "\n  " + inspect(*one);
    if (!wanted.is_nil() && *one != wanted) continue;
    Term found = std::move(*one);
    replies.erase(one);
    co_return found;
  }
  throw std::runtime_error("no reply " + (wanted.is_nil() ? "" : inspect(wanted) + " ") + "came" +
                           (seen.empty() ? "" : "; these did:" + seen));
}

Task<LiveViewTest> follow(Client client, std::string id, std::string to) {
  const LiveRedirect away = co_await redirected(client, id, to);
  client->bring_flash(away);
  co_return co_await live(client->browser(), away.to, client->options());
}

Task<TestResponse> follow_to_page(Client client, std::string id, std::string to) {
  const LiveRedirect away = co_await redirected(client, id, to);
  client->bring_flash(away);
  co_return co_await client->browser().get(away.to);
}

Task<LiveViewTest> navigated(Client client, std::string to) {
  if (auto away = co_await client->navigate(to)) throw LiveRedirected(std::move(*away));
  co_return client->handle(client->root_id());
}

Task<std::string> rejoined(Client client) {
  co_await client->reconnect();
  co_return client->html(client->root_id());
}

Task<std::string> shown_in_a_file(Client client, std::string id) {
  co_await client->synchronize(id);
  std::string path = (std::filesystem::temp_directory_path() / ("anqa-page-" + id + ".html")).string();
  std::ofstream file(path, std::ios::binary);
  file << "<!DOCTYPE html>\n" << outer_html(client->document());
  file.close();
  if (!file) throw std::runtime_error("open_browser(): cannot write " + path);
  co_return path;
}

Task<std::vector<LiveViewTest>> children(Client client, std::string id) {
  co_await client->synchronize(id);
  std::vector<LiveViewTest> found;
  for (const detail::FoundElement& element :
       detail::CssSelector("[data-phx-session]").all(client->part(id).dom)) {
    const std::string child(element.node->id());
    if (client->parts().contains(child)) found.push_back(client->handle(child));
  }
  co_return found;
}

Task<LiveViewTest> child_of(Client client, std::string id, std::string child) {
  std::string ids;
  for (LiveViewTest& one : co_await children(client, id)) {
    if (one.id() == child) co_return std::move(one);
    ids += " " + one.id();
  }
  throw std::runtime_error("the live view has no child \"" + child + "\"; it has" +
                           (ids.empty() ? " none" : ids));
}

using Opened = std::expected<LiveViewTest, LiveRedirect>;

Task<Opened> open_page(ConnTest* browser, std::string path, LiveTestOptions options,
                       std::shared_ptr<ConnTest> owned = nullptr) {
  const auto client = std::make_shared<detail::LiveClient>(browser, std::move(options));
  client->keep(std::move(owned));
  if (auto away = co_await client->open(std::move(path))) co_return std::unexpected(std::move(*away));
  co_return client->handle(client->root_id());
}

Task<LiveViewTest> open_or_throw(ConnTest* browser, std::string path, LiveTestOptions options,
                                 std::shared_ptr<ConnTest> owned = nullptr) {
  auto opened = co_await open_page(browser, std::move(path), std::move(options), std::move(owned));
  if (!opened) throw LiveRedirected(opened.error());
  co_return std::move(*opened);
}

}  // namespace

LiveRedirected::LiveRedirected(LiveRedirect redirect)
    : std::runtime_error("instead of being shown the page redirects to " + redirect.to),
      redirect_(std::move(redirect)) {}

Pid LiveViewTest::pid() const { return client_->part(id_).pid; }
const std::string& LiveViewTest::disconnected_html() const { return client_->disconnected_html(); }

Task<std::string> LiveViewTest::render() const { return rendered(client_, id_); }
Task<bool> LiveViewTest::has_element(std::string selector, std::string text) const {
  return is_there(client_, id_, std::move(selector), std::move(text));
}
LiveElement LiveViewTest::element(std::string selector, std::string text) const {
  return {*this, std::move(selector), std::move(text)};
}
LiveForm LiveViewTest::form(std::string selector, Params data) const {
  return {element(std::move(selector)), std::move(data)};
}
LiveViewTest LiveViewTest::with_target(std::string selector) const {
  LiveViewTest view = *this;
  view.target_ = std::move(selector);
  return view;
}

Task<std::string> LiveViewTest::event(std::string_view type, std::string name, Params value) const {
  return push_event(client_, id_, target_, std::string(type), std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_click(std::string name, Params value) const {
  return event("click", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_change(std::string name, Params value) const {
  return event("form", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_submit(std::string name, Params value) const {
  return event("form", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_keydown(std::string name, Params value) const {
  return event("keydown", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_keyup(std::string name, Params value) const {
  return event("keyup", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_focus(std::string name, Params value) const {
  return event("focus", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_blur(std::string name, Params value) const {
  return event("blur", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_hook(std::string name, Params value) const {
  return event("hook", std::move(name), std::move(value));
}
Task<std::string> LiveViewTest::render_patch(std::string path) const {
  return patch_page(client_, id_, std::move(path));
}
Task<std::string> LiveViewTest::render_async(Duration quiet) const { return settled(client_, id_, quiet); }

Task<std::string> LiveViewTest::page_title() const { return title(client_, id_); }
Task<std::vector<LiveViewTest>> LiveViewTest::live_children() const { return children(client_, id_); }
Task<LiveViewTest> LiveViewTest::find_live_child(std::string id) const {
  return child_of(client_, id_, std::move(id));
}

Task<std::string> LiveViewTest::assert_patch(std::string to) const {
  return take_patch(client_, id_, std::move(to));
}
Task<void> LiveViewTest::refute_patched(std::string to) const {
  return refute_patch(client_, id_, std::move(to));
}
Task<LiveRedirect> LiveViewTest::assert_redirect(std::string to) const {
  return redirected(client_, id_, std::move(to));
}
Task<void> LiveViewTest::refute_redirected(std::string to) const {
  return refute_redirect(client_, id_, std::move(to));
}
Task<Term> LiveViewTest::assert_push_event(std::string name, Term payload) const {
  return take_event(client_, id_, std::move(name), std::move(payload));
}
Task<void> LiveViewTest::refute_push_event(std::string name) const {
  return refute_event(client_, id_, std::move(name));
}
Task<Term> LiveViewTest::assert_reply(Term reply) const { return take_reply(client_, id_, std::move(reply)); }

Task<LiveViewTest> LiveViewTest::follow_redirect(std::string to) const {
  return follow(client_, id_, std::move(to));
}
Task<TestResponse> LiveViewTest::follow_redirect_to_page(std::string to) const {
  return follow_to_page(client_, id_, std::move(to));
}
Task<LiveViewTest> LiveViewTest::live_redirect(std::string to) const {
  return navigated(client_, std::move(to));
}
Task<std::string> LiveViewTest::reconnect() const { return rejoined(client_); }
Task<std::string> LiveViewTest::open_browser() const { return shown_in_a_file(client_, id_); }

Task<LiveViewTest> live(ConnTest& browser, std::string path, LiveTestOptions options) {
  return open_or_throw(&browser, std::move(path), std::move(options));
}
Task<Opened> try_live(ConnTest& browser, std::string path, LiveTestOptions options) {
  return open_page(&browser, std::move(path), std::move(options));
}

Task<LiveViewTest> detail::open_isolated(std::span<const Route> routes, Term session,
                                         LiveTestOptions options) {
  const auto browser =
      std::make_shared<ConnTest>(EndpointConfig{.routes = routes, .sockets = {live_socket(options.socket)}});
  browser->put_session(session);
  return open_or_throw(browser.get(), "/", std::move(options), browser);
}

}  // namespace anqa
