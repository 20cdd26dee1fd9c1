#include "anqa/testing/internal/live_bindings.hpp"

#include <algorithm>

#include "anqa/term/json.hpp"

namespace anqa::detail {

std::vector<BindingCommand> binding_commands(std::string_view value) {
  if (!value.starts_with('[')) return {{"push", Term::map({{"event", value}})}};
  const auto parsed = json::parse(value);
  if (!parsed) throw std::runtime_error("no JS commands: " + std::string(value));
  std::vector<BindingCommand> commands;
  for (const Term& command : parsed->items()) {
    commands.push_back({std::string(command.at(0).as_binary().value_or("")), command.at(1)});
  }
  return commands;
}

Params element_value(const HtmlNode& element, const Params& over) {
  Params value(Term::map());
  constexpr std::string_view prefix = "phx-value-";
  for (const auto& [name, text] : element.attributes) {
    if (name.starts_with(prefix)) value.set(name.substr(prefix.size()), text);
  }
  const bool is_box = element.get("type") == "checkbox" || element.get("type") == "radio";
  const bool has_value = element.tag == "button" || element.tag == "input" || element.tag == "option" ||
                         element.tag == "li" || element.tag == "progress";
  if (has_value && element.get("value") && (!is_box || element.get("checked"))) {
    value.set("value", *element.get("value"));
  }
  return value.merged(over);
}

namespace {

Task<void> push_to(std::shared_ptr<LiveClient> client, EventTarget target, std::string type, Term args,
                   Params value, Term meta) {
  Params payload = {{"type", type}, {"event", args["event"]}};
  if (type == "form") {
    payload.set("value", value["form"].term()).set("meta", meta);
    if (!value["uploads"].empty()) payload.set("uploads", value["uploads"].term());
  } else {
    payload.set("value", value.merged(Params(args["value"].is_map() ? args["value"] : Term::map())).term());
  }
  if (target.cid) payload.set("cid", *target.cid);
  co_await client->push(target.view_id, "event", payload.term());
}

}  // namespace

Task<std::string> run_binding(std::shared_ptr<LiveClient> client, Located element, std::string binding,
                              std::string type, Params value, Term meta) {
  client->check_alive(element.view_id);
  bool did_something = false;
  for (const BindingCommand& command : binding_commands(element.node().get_or(binding))) {
    const std::string href(command.args["href"].as_binary().value_or(""));
    if (command.op == "push") {
      const Term& own_target = command.args["target"];
      const std::vector<EventTarget> targets = client->targets(
          element, own_target.is_nil() ? Term(element.node().get_or("phx-target")) : own_target);
      for (const EventTarget& target : targets) {
        co_await push_to(client, target, type, command.args, value, meta);
      }
    } else if (command.op == "patch") {
      co_await client->patch(element.view_id, href);
    } else if (command.op == "navigate") {
      client->part(element.view_id).left =
          LiveRedirect{.kind = LiveRedirect::Kind::live_redirect, .to = href, .flash_token = {}};
    } else {
      continue;
    }
    did_something = true;
  }
  if (!did_something) {
    throw std::runtime_error("the element's " + binding +
                             " has no push, patch or navigate in it: " + outer_html(element.node()));
  }
  co_return client->html(client->root_id());
}

}  // namespace anqa::detail
