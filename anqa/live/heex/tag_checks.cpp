#include "anqa/live/heex/tag_checks.hpp"

#include <algorithm>

#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/html.hpp"

namespace anqa::heex {

namespace {

const Attribute* find(const Tag& tag, std::string_view name) {
  const auto found = std::find_if(tag.attributes.begin(), tag.attributes.end(),
                                  [name](const Attribute& it) { return it.name == name; });
  return found == tag.attributes.end() ? nullptr : &*found;
}

bool has(const Tag& tag, std::string_view name) { return find(tag, name) != nullptr; }

bool is_literal(const Attribute* attribute, std::string_view value) {
  return attribute != nullptr && attribute->kind == Attribute::Kind::literal && attribute->literal == value;
}

bool may_have_id(const Tag& tag) {
  return has(tag, "id") || std::any_of(tag.attributes.begin(), tag.attributes.end(), [](const Attribute& it) {
           return it.kind == Attribute::Kind::spread;
         });
}

/// The names in `push("name"` of an expression.
std::vector<std::pair<std::string, Offset>> pushed_names(const Expression& expression) {
  std::vector<std::pair<std::string, Offset>> names;
  const std::string& text = expression.text;
  constexpr std::string_view call = "push(\"";
  for (Offset at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
    if (at > 0 && is_identifier(text[at - 1])) continue;
    const Offset quote = at + call.size() - 1;
    const Offset end = skip_literal(text, quote);
    std::string name = text.substr(quote + 1, end - quote - 2);
    if (name.find_first_of("\\#") == std::string::npos)
      names.emplace_back(std::move(name), expression.at + quote);
  }
  return names;
}

/// The texts that an expression may come to: `"stop"` and `"start"` of `@on ? "stop" : "start"`, but none
/// that is compared with or passed to something.
std::vector<std::pair<std::string, Offset>> chosen_texts(const Expression& expression) {
  std::vector<std::pair<std::string, Offset>> texts;
  const std::string& text = expression.text;
  char before = '?';
  for (Offset at = 0; at < text.size(); ++at) {
    if (text[at] == '"' || text[at] == '\'') {
      const Offset end = skip_literal(text, at);
      std::string literal = text.substr(at + 1, end - at - 2);
      const Offset next = text.find_first_not_of(" \t\n", end);
      const char after = next == std::string::npos ? ':' : text[next];
      const bool is_chosen =
          (before == '?' || before == ':' || before == '&') && (after == ':' || after == ')');
      if (text[at] == '"' && is_chosen && literal.find_first_of("\\#") == std::string::npos) {
        texts.emplace_back(std::move(literal), expression.at + at);
      }
      at = end - 1;
      before = '"';
    } else if (text[at] != ' ' && text[at] != '\t' && text[at] != '\n') {
      before = text[at];
    }
  }
  return texts;
}

}  // namespace

void check_tag(const Tag& tag, std::map<std::string, Offset>* ids) {
  const Attribute* id = find(tag, "id");
  if (id != nullptr && id->kind == Attribute::Kind::literal && ids != nullptr && !tag.component) {
    const auto [first, is_new] = ids->emplace(id->literal, id->at);
    if (!is_new) {
      throw Mistake(id->at, "there is a tag with id=\"" + id->literal +
                                "\" already; an id is there once on a page, or patches go to the wrong tag");
    }
  }
  if (may_have_id(tag)) return;
  const bool is_form = tag.name == "form" && has(tag, "phx-change");
  if (is_form && !is_literal(find(tag, "phx-auto-recover"), "ignore") && !has(tag, "phx-ignore-missing-id")) {
    throw Mistake(tag.at,
                  "a form with phx-change has no id, so that what was typed into it is lost when the "
                  "connection is; expected an id, or phx-auto-recover=\"ignore\"");
  }
  if (tag.component) return;
  if (const Attribute* hook = find(tag, "phx-hook")) {
    throw Mistake(hook->at, "a tag with phx-hook needs an id of its own, by which the client finds it again");
  }
  const Attribute* update = find(tag, "phx-update");
  if (is_literal(update, "stream") || is_literal(update, "ignore")) {
    throw Mistake(update->at, "a tag with phx-update=\"" + update->literal +
                                  "\" needs an id of its own, by which the client finds it again");
  }
}

void note_events(const Tag& tag, std::vector<NamedEvent>& events) {
  const Attribute* target = find(tag, "phx-target");
  const bool to_itself = target != nullptr && target->kind == Attribute::Kind::expression &&
                         target->expression.text == "@myself";
  const bool elsewhere = target != nullptr && !to_itself;
  for (const Attribute& attribute : tag.attributes) {
    if (attribute.kind == Attribute::Kind::expression) {
      const std::string& text = attribute.expression.text;
      const bool commands = is_binding(attribute.name) || text.find("js::push(") != std::string::npos ||
                            text.find("JS::push(") != std::string::npos;
      const bool itself = text.find("@myself") != std::string::npos;
      if (!commands || (!itself && text.find("target") != std::string::npos)) continue;
      if (!itself && elsewhere) continue;
      for (auto& [name, at] : pushed_names(attribute.expression)) {
        events.push_back({std::move(name), "push", at, itself || to_itself});
      }
      if (!is_event_binding(attribute.name) || elsewhere) continue;
      for (auto& [name, at] : chosen_texts(attribute.expression)) {
        if (name.empty() || name[0] == '[' || name.starts_with("lv:")) continue;
        events.push_back({std::move(name), attribute.name, at, to_itself});
      }
      continue;
    }
    if (elsewhere || attribute.kind != Attribute::Kind::literal || !is_event_binding(attribute.name))
      continue;
    const std::string& name = attribute.literal;
    // A list is commands for the browser; "lv:" names are the client's own.
    if (name.empty() || name[0] == '[' || name.starts_with("lv:")) continue;
    events.push_back({name, attribute.name, attribute.at, to_itself});
  }
}

}  // namespace anqa::heex
