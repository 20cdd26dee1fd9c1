#include "anqa/testing/internal/live_bindings.hpp"
#include "anqa/testing/live_view_test.hpp"

namespace anqa {
namespace {

using detail::Located, detail::LiveClient;
using Client = std::shared_ptr<LiveClient>;

/// What is looked for, and where.
struct Wanted {
  Client client;
  std::string id, selector, text;
};

Task<Located> find(Wanted wanted) {
  wanted.client->check_alive(wanted.id);
  co_await wanted.client->synchronize(wanted.id);
  co_return wanted.client->find(wanted.id, wanted.selector, wanted.text);
}

[[noreturn]] void refuse(const Located& element, const std::string& why) {
  throw std::runtime_error("this element " + why + ": " + outer_html(element.node()));
}

Task<std::string> html_of(Wanted wanted) { co_return outer_html((co_await find(wanted)).node()); }

/// A click on a link without phx-click.
Task<std::string> follow_link(Client client, Located link) {
  const std::string href(link.node().get_or("href"));
  const auto kind = link.node().get("data-phx-link");
  if (link.node().get_or("data-method", "get") != "get") {
    refuse(link, "sends a form by its data-method; use ConnTest for what it asks for");
  }
  if (kind == "patch") {
    co_await client->patch(link.view_id, href);
  } else {
    client->part(link.view_id).left = LiveRedirect{
        .kind = kind == "redirect" ? LiveRedirect::Kind::live_redirect : LiveRedirect::Kind::redirect,
        .to = href,
        .flash_token = {}};
  }
  co_return client->html(client->root_id());
}

Task<std::string> click(Wanted wanted, Params value) {
  Located element = co_await find(wanted);
  const detail::HtmlNode& node = element.node();
  if (node.get("disabled")) refuse(element, "is disabled");
  if (node.get("phx-click")) {
    co_return co_await detail::run_binding(wanted.client, element, "phx-click", "click",
                                           detail::element_value(node, value), {});
  }
  if (node.tag == "a" && node.get("href")) co_return co_await follow_link(wanted.client, element);
  if (node.tag == "button" && element.closest("form") != nullptr) {
    refuse(element, "sends its form; use form(…).put_submitter(…).render_submit()");
  }
  refuse(element, "has no phx-click and is no link");
}

/// The first of the bindings that the element has.
Task<std::string> bound_event(Wanted wanted, std::string type, std::vector<std::string> bindings,
                              Params value) {
  Located element = co_await find(wanted);
  for (const std::string& binding : bindings) {
    if (!element.node().get(binding)) continue;
    const auto key = element.node().get("phx-key");
    if (key && (type == "keydown" || type == "keyup")) {
      if (value.get("key") && value.get("key") != *key) {
        refuse(element, "does not listen to the key \"" + std::string(*value.get("key")) + "\"");
      }
      value.set("key", *key);
    }
    co_return co_await detail::run_binding(wanted.client, element, binding, type,
                                           detail::element_value(element.node(), value), {});
  }
  refuse(element, "has no " + bindings.front());
}

Task<std::string> hook_event(Wanted wanted, std::string event, Params value) {
  Located element = co_await find(wanted);
  if (!element.node().get("phx-hook")) refuse(element, "has no phx-hook");
  if (element.node().id().empty()) refuse(element, "has a phx-hook but no id");
  for (const detail::EventTarget& target :
       wanted.client->targets(element, Term(element.node().get_or("phx-target")))) {
    Params payload = {{"type", "hook"}, {"event", event}, {"value", value.term()}};
    if (target.cid) payload.set("cid", *target.cid);
    co_await wanted.client->push(target.view_id, "event", payload.term());
  }
  co_return wanted.client->html(wanted.id);
}

std::string target_name(const Params& given, const std::string& otherwise) {
  const Params target = given["_target"];
  if (const auto text = target.text()) return std::string(*text);
  std::string name;
  for (const Term& part : target.items()) {
    const std::string key(part.as_binary().value_or(""));
    name += name.empty() ? key : "[" + key + "]";
  }
  return name.empty() ? otherwise : name;
}

struct Typing {
  std::string binding;
  Params data;
  Params extra;
  std::string submitter;
};

/// phx-change or phx-submit of a form, or of an input.
Task<std::string> send_form(Wanted wanted, Typing typing) {
  Located element = co_await find(wanted);
  const detail::HtmlNode* form = element.closest("form");
  const bool is_form = element.node().tag == "form";
  const bool own = element.node().get(typing.binding).has_value();
  if (form == nullptr) refuse(element, "is neither a form nor in one");
  if (!own && (is_form || !form->get(typing.binding))) refuse(element, "has no " + typing.binding);
  detail::LiveFields fields(*element.page, *form);
  fields.fill(typing.data);
  fields.add(typing.extra);
  if (!typing.submitter.empty()) {
    const auto buttons = detail::CssSelector(typing.submitter).all(*form);
    if (buttons.size() != 1) {
      refuse(element, "has " + std::to_string(buttons.size()) + " elements that match the submitter \"" +
                          typing.submitter + "\", where one is expected");
    }
    fields.press(*buttons.front().node);
  }
  std::string target = fields.target();
  if (!is_form) target = element.node().get_or("name", target);
  Params meta = detail::element_value(*form, Params(Term::map()));
  if (typing.binding == "phx-change") {
    meta.set("_target", target_name(typing.data.merged(typing.extra), target));
  }
  if (!own) {  // the form's own binding, with the form as its element
    auto up = element.element;
    while (up.node != form) {
      up.node = up.around.back();
      up.around.pop_back();
    }
    element.element = up;
  }
  co_return co_await detail::run_binding(wanted.client, element, typing.binding, "form",
                                         Params{{"form", fields.encoded()}}, meta.term());
}

Task<TestResponse> send_to_action(Wanted wanted, Typing typing, bool triggered) {
  Located element = co_await find(wanted);
  const detail::HtmlNode& form = element.node();
  if (form.tag != "form") refuse(element, "is no form");
  if (triggered && !form.get("phx-trigger-action")) refuse(element, "has no phx-trigger-action");
  detail::LiveFields fields(*element.page, form);
  fields.fill(typing.data);
  if (!typing.submitter.empty()) {
    for (const auto& button : detail::CssSelector(typing.submitter).all(form)) fields.press(*button.node);
  }
  std::string action(form.get_or("action"));
  if (action.empty()) action = wanted.client->url();
  std::string method(form.get_or("method", "get"));
  for (char& c : method) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (method == "get") co_return co_await wanted.client->browser().get(action, fields.params());
  co_return co_await wanted.client->browser().dispatch(http::Method::post, action, fields.encoded(),
                                                       "application/x-www-form-urlencoded");
}

}  // namespace

Task<std::string> LiveElement::render() const {
  return html_of({view_.client_, view_.id_, selector_, text_});
}

Task<std::string> LiveElement::render_click(Params value) const {
  return click({view_.client_, view_.id_, selector_, text_}, std::move(value));
}

Task<std::string> LiveElement::bound(std::string type, Params value) const {
  std::vector<std::string> bindings{"phx-" + type, "phx-window-" + type};
  return bound_event({view_.client_, view_.id_, selector_, text_}, std::move(type), std::move(bindings),
                     std::move(value));
}

Task<std::string> LiveElement::render_change(Params value) const {
  return send_form({view_.client_, view_.id_, selector_, text_}, {"phx-change", std::move(value), {}, {}});
}
Task<std::string> LiveElement::render_submit(Params value) const {
  return send_form({view_.client_, view_.id_, selector_, text_}, {"phx-submit", std::move(value), {}, {}});
}
Task<std::string> LiveElement::render_keydown(Params value) const {
  return bound("keydown", std::move(value));
}
Task<std::string> LiveElement::render_keyup(Params value) const { return bound("keyup", std::move(value)); }
Task<std::string> LiveElement::render_focus(Params value) const { return bound("focus", std::move(value)); }
Task<std::string> LiveElement::render_blur(Params value) const { return bound("blur", std::move(value)); }

Task<std::string> LiveElement::render_hook(std::string event, Params value) const {
  return hook_event({view_.client_, view_.id_, selector_, text_}, std::move(event), std::move(value));
}

Task<std::string> LiveElement::render_viewport(std::string_view edge, Params value) const {
  return bound_event({view_.client_, view_.id_, selector_, text_}, "hook",
                     {"phx-viewport-" + std::string(edge)}, std::move(value));
}

Task<std::string> LiveForm::render_change(Params value) const {
  return send_form({view_.client_, view_.id_, selector_, text_}, {"phx-change", data_, std::move(value), {}});
}
Task<std::string> LiveForm::render_submit(Params value) const {
  return send_form({view_.client_, view_.id_, selector_, text_},
                   {"phx-submit", data_, std::move(value), submitter_});
}
LiveForm LiveForm::put_submitter(std::string selector) const {
  LiveForm form = *this;
  form.submitter_ = std::move(selector);
  return form;
}
Task<TestResponse> LiveForm::submit_form() const {
  return send_to_action({view_.client_, view_.id_, selector_, text_}, {{}, data_, {}, submitter_}, false);
}
Task<TestResponse> LiveForm::follow_trigger_action() const {
  return send_to_action({view_.client_, view_.id_, selector_, text_}, {{}, data_, {}, submitter_}, true);
}

}  // namespace anqa
