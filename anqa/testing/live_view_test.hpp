#pragma once

#include <chrono>
#include <concepts>
#include <expected>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/live/component.hpp"
#include "anqa/live/flash.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/live_component_alone.hpp"
#include "anqa/testing/live_isolated.hpp"
#include "anqa/web/live_route.hpp"

/// Tests of live views without a browser or a socket: Phoenix.LiveViewTest. What is sent and received is
/// what a browser would send and receive; its page is kept by a client of our own.
///
///     PROCESS_TEST(ShopLive, AddsToTheCart) {
///       ConnTest browser({.routes = routes.all(), .sockets = {live_socket()}});
///       auto view = co_await live(browser, "/products");
///       co_await view.form("#search", {{"q", "tea"}}).render_change();
///       EXPECT_THAT(co_await view.element("#product-1 button").render_click(), HasSubstr("In your cart:
///       1"));
///     }
///
/// All of it is used inside of a process, the one that called live(). Whatever goes wrong, an element that is
/// not there or a view that crashes, throws std::runtime_error with a text that says so and shows the page.

namespace anqa {

namespace detail {
class LiveClient;
}

/// Where a view, a link or a page sent its visitor.
struct LiveRedirect {
  enum class Kind : std::uint8_t {
    redirect,       ///< a new page
    live_redirect,  ///< another live view, for which the browser keeps its connection
  };
  Kind kind = Kind::redirect;
  std::string to = {};
  /// What the page there is to show, as it was signed.
  std::string flash_token = {};
  /// The same to be read: `EXPECT_EQ((co_await view.assert_redirect("/")).flash["info"], "saved")`.
  Flash flash = {};
};

/// Thrown by live() where a page redirects instead of being shown.
class LiveRedirected : public std::runtime_error {
 public:
  explicit LiveRedirected(LiveRedirect redirect);
  const LiveRedirect& redirect() const { return redirect_; }

 private:
  LiveRedirect redirect_;
};

struct LiveTestOptions {
  /// What get_connect_params() gives: the `params` of the page's LiveSocket.
  Params connect_params = Params(Term::map());
  /// Where live_socket() is mounted.
  std::string socket = "/live";
  /// Whether two elements with one id are let through. A browser would patch the wrong one.
  bool allow_duplicate_ids = false;
};

/// One file that a test uploads.
struct LiveFile {
  std::string name;
  std::string content = {};
  std::string type = "application/octet-stream";
  std::string relative_path = {};
  std::optional<std::int64_t> last_modified = {};
  /// What the page's JavaScript would add; a map.
  Term meta = {};
  /// What the client says how long it is, where that is not the content's size.
  std::optional<std::size_t> size = {};
};

class LiveElement;
class LiveForm;
class LiveFileInput;

/// A live view that a browser has open. A handle: copies are the same page.
class LiveViewTest {
 public:
  /// The id of the view's element.
  const std::string& id() const { return id_; }
  /// The view's process, to send it messages.
  Pid pid() const;
  /// The HTML of the page's first, plain answer, with its layout.
  const std::string& disconnected_html() const;

  /// The view's HTML, after all that its process was sent so far.
  Task<std::string> render() const;
  Task<bool> has_element(std::string selector, std::string text = {}) const;
  /// The one element that a CSS selector finds, among those with this text in them.
  LiveElement element(std::string selector, std::string text = {}) const;
  /// A form and what is typed into it: `{{"user", Term::map({{"name", "Bob"}})}}`.
  LiveForm form(std::string selector, Params data = Params(Term::map())) const;
  /// Files for an <.live_file_input> of a form, or of an element around it.
  LiveFileInput file_input(std::string selector, std::string name, std::vector<LiveFile> files) const;

  /// The same view, its render_…(event) going to the component that a selector finds.
  LiveViewTest with_target(std::string selector) const;

  // Events that no element names, as a hook's JavaScript may push them. Each gives the HTML after it.
  Task<std::string> render_click(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_change(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_submit(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_keydown(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_keyup(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_focus(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_blur(std::string event, Params value = Params(Term::map())) const;
  Task<std::string> render_hook(std::string event, Params value = Params(Term::map())) const;
  /// As a click on `<.link patch=…>`.
  Task<std::string> render_patch(std::string path) const;
  /// Waits until what assign_async and its kind have begun is done: until nothing has come for so long.
  Task<std::string> render_async(Duration quiet = std::chrono::milliseconds(100)) const;

  /// The page's title, without the prefix and suffix of its layout.
  Task<std::string> page_title() const;
  /// The views that stand in this one, in the order of the page.
  Task<std::vector<LiveViewTest>> live_children() const;
  /// The one whose element has this id. Throws where there is none.
  Task<LiveViewTest> find_live_child(std::string id) const;

  /// That the view has patched its address, or was patched, to this one, "" being any. Gives it, and takes
  /// it: the next call looks for the next one.
  Task<std::string> assert_patch(std::string to = {}) const;
  Task<void> refute_patched(std::string to = {}) const;
  /// That the view, or a click, has led away to this address, "" being any.
  Task<LiveRedirect> assert_redirect(std::string to = {}) const;
  Task<void> refute_redirected(std::string to = {}) const;
  /// That the page's JavaScript was pushed this event; nil stands for any payload. Gives the payload, and
  /// takes the event.
  Task<Term> assert_push_event(std::string event, Term payload = {}) const;
  Task<void> refute_push_event(std::string event) const;
  /// That an event was answered with this; nil stands for anything. Gives the reply, and takes it.
  Task<Term> assert_reply(Term reply = {}) const;

  /// Opens the live page to which the view, or a click, led away.
  Task<LiveViewTest> follow_redirect(std::string to = {}) const;
  /// The same where that page is not live.
  Task<TestResponse> follow_redirect_to_page(std::string to = {}) const;
  /// Goes to another live view over the same connection, as a click on `<.link navigate=…>`; this one has
  /// ended then. Throws LiveRedirected where the browser would load a new page.
  Task<LiveViewTest> live_redirect(std::string to) const;

  /// The connection breaks, and the page joins again as a browser does.
  Task<std::string> reconnect() const;

  /// Writes the page as it is into a file that a browser shows; gives its path.
  Task<std::string> open_browser() const;

 private:
  friend class LiveElement;
  friend class LiveForm;
  friend class LiveFileInput;
  friend class detail::LiveClient;
  LiveViewTest(std::shared_ptr<detail::LiveClient> client, std::string id)
      : client_(std::move(client)), id_(std::move(id)) {}
  Task<std::string> event(std::string_view type, std::string name, Params value) const;

  std::shared_ptr<detail::LiveClient> client_;
  std::string id_;
  std::string target_;
};

/// One element of a page; it is looked for when it is used.
class LiveElement {
 public:
  Task<bool> exists() const { return view_.has_element(selector_, text_); }
  /// The element's HTML.
  Task<std::string> render() const;
  /// Does what a click does: its phx-click, with the pushes and the navigation of JS commands, or a link's
  /// patch or navigation. `value` is put over its phx-value-….
  Task<std::string> render_click(Params value = Params(Term::map())) const;
  /// Of a form, or of an input with a phx-change of its own or in a form that has one: `value` are fields
  /// that are put over the form's.
  Task<std::string> render_change(Params value = Params(Term::map())) const;
  Task<std::string> render_submit(Params value = Params(Term::map())) const;
  /// `{{"key", "Enter"}}`
  Task<std::string> render_keydown(Params value = Params(Term::map())) const;
  Task<std::string> render_keyup(Params value = Params(Term::map())) const;
  Task<std::string> render_focus(Params value = Params(Term::map())) const;
  Task<std::string> render_blur(Params value = Params(Term::map())) const;
  /// An event that the element's phx-hook pushes.
  Task<std::string> render_hook(std::string event, Params value = Params(Term::map())) const;
  /// phx-viewport-top or -bottom.
  Task<std::string> render_viewport(std::string_view edge, Params value = Params(Term::map())) const;

 protected:
  friend class LiveViewTest;
  LiveElement(LiveViewTest view, std::string selector, std::string text)
      : view_(std::move(view)), selector_(std::move(selector)), text_(std::move(text)) {}
  Task<std::string> bound(std::string type, Params value) const;

  LiveViewTest view_;
  std::string selector_;
  std::string text_;
};

/// A form with what is typed into it. What does not fit throws: a field that the form has not, another value
/// than a select, a radio button or a hidden input has.
class LiveForm : public LiveElement {
 public:
  /// `value`: further fields, which need not be in the form: a hook's.
  Task<std::string> render_change(Params value = Params(Term::map())) const;
  Task<std::string> render_submit(Params value = Params(Term::map())) const;
  /// The form is sent by this button, whose name and value go with it.
  LiveForm put_submitter(std::string selector = "[type=submit]") const;
  /// Sends the form to its action, as a browser without JavaScript would.
  Task<TestResponse> submit_form() const;
  /// The same for a form whose `phx-trigger-action` is set by now. Throws where it is not.
  Task<TestResponse> follow_trigger_action() const;

 private:
  friend class LiveViewTest;
  LiveForm(LiveElement element, Params data) : LiveElement(std::move(element)), data_(std::move(data)) {}
  Params data_;
  std::string submitter_;
};

/// Files that are chosen in an <.live_file_input>.
class LiveFileInput {
 public:
  /// Sends of one of the files so many percent of what is still to come, choosing the files and asking for
  /// leave when that has not been done. What the view refuses throws.
  Task<std::string> render_upload(std::string name, int percent = 100);
  /// Only chooses the files: the form's phx-change.
  Task<std::string> render_change() const;
  /// Asks for leave to upload; gives the server's answer.
  Task<Term> preflight_upload();

 private:
  friend class LiveViewTest;
  struct State;
  LiveFileInput(LiveViewTest view, std::string selector, std::string name, std::vector<LiveFile> files);
  std::shared_ptr<State> state_;
};

/// Loads a page as a browser does and joins its live view. Throws LiveRedirected where it redirects. The
/// browser must outlive the view.
Task<LiveViewTest> live(ConnTest& browser, std::string path, LiveTestOptions options = {});
/// The same, a redirect being an answer.
Task<std::expected<LiveViewTest, LiveRedirect>> try_live(ConnTest& browser, std::string path,
                                                         LiveTestOptions options = {});

/// A view by itself, which no route leads to: with a session of the test's own and no layout.
template <class View>
Task<LiveViewTest> live_isolated(Term session = Term::map(), LiveTestOptions options = {}) {
  return detail::open_isolated(detail::isolated_routes<View>(), std::move(session), std::move(options));
}

/// A component as HTML.
template <class Component>
  requires(!std::derived_from<Component, detail::LiveComponentBase>)
std::string render_component(const Component& component) {
  return render_to_string(component);
}
/// A live component as it is mounted with these attributes, `render_component<CartLine>({.id = "7"})`. One
/// whose mount or update waits for something is tested on a page: this throws std::logic_error.
template <std::derived_from<detail::LiveComponentBase> Component>
std::string render_component(typename AttributesOf<Component>::type attributes) {
  detail::PageOf<Component> page(std::move(attributes));
  std::string html;
  page.html(html);
  return html;
}

}  // namespace anqa
