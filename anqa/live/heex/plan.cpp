#include "anqa/live/heex/plan.hpp"

#include <algorithm>

#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/html.hpp"
#include "anqa/live/heex/plan_attributes.hpp"

namespace anqa::heex {

Dynamic& PlanNode::add(Dynamic dynamic) {
  using Kind = Dynamic::Kind;
  if (dynamic.kind == Kind::slot || dynamic.kind == Kind::when || dynamic.kind == Kind::each ||
      dynamic.kind == Kind::component) {
    dynamic.kid = kids++;
  }
  dynamics.push_back(std::move(dynamic));
  parts.emplace_back();
  return dynamics.back();
}

namespace {

constexpr std::string_view blanks = " \t\r\n";

void trim_front(std::string& text) { text.erase(0, std::min(text.find_first_not_of(blanks), text.size())); }
void trim_back(std::string& text) { text.erase(text.find_last_not_of(blanks) + 1); }
bool is_blank(const Content& content) {
  return content.kind == Content::Kind::text && content.text.find_first_not_of(blanks) == std::string::npos;
}

class Planner {
 public:
  Plan run(std::vector<Content> contents) {
    trim(contents);
    Plan& plan = plan_;
    plan.root.id = plan.nodes++;
    plan.root.root = contents.size() == 1 && contents[0].kind == Content::Kind::tag &&
                     !contents[0].tag->component && !contents[0].tag->condition && !contents[0].tag->loop;
    Reads reads;
    all(plan.root, contents, reads);
    return std::move(plan);
  }

 private:
  /// The blanks around a template belong to its file, not to its HTML.
  static void trim(std::vector<Content>& contents) {
    while (!contents.empty() && is_blank(contents.front())) contents.erase(contents.begin());
    while (!contents.empty() && is_blank(contents.back())) contents.pop_back();
    if (contents.empty()) return;
    if (contents.front().kind == Content::Kind::text) trim_front(contents.front().text);
    if (contents.back().kind == Content::Kind::text) trim_back(contents.back().text);
  }

  void all(PlanNode& node, const std::vector<Content>& contents, Reads& reads) {
    for (const Content& content : contents) {
      switch (content.kind) {
        case Content::Kind::text:
          node.text(content.text);
          break;
        case Content::Kind::expression:
          expression(node, content.expression, reads);
          break;
        case Content::Kind::tag:
          tag(node, *content.tag, reads);
          break;
      }
    }
  }

  void expression(PlanNode& node, const Expression& expression, Reads& reads) {
    Dynamic dynamic{.kind = Dynamic::Kind::text};
    constexpr std::string_view slot = "render_slot(";
    if (expression.text.starts_with(slot) && expression.text.ends_with(')')) {
      dynamic.kind = Dynamic::Kind::slot;
      Expression inner = trimmed(expression.text, slot.size(), expression.text.size() - 1);
      inner.at += expression.at;
      dynamic.code = to_code(inner, dynamic.reads, plan_.assigns);
    } else {
      dynamic.code = to_code(expression, dynamic.reads, plan_.assigns);
    }
    reads.insert(dynamic.reads.begin(), dynamic.reads.end());
    node.add(std::move(dynamic));
  }

  void tag(PlanNode& node, const Tag& tag, Reads& reads) {
    if (!tag.loop && !tag.condition) return bare_tag(node, tag, reads);
    Dynamic dynamic{.kind = tag.loop ? Dynamic::Kind::each : Dynamic::Kind::when, .at = tag.at};
    if (tag.loop) {
      dynamic.pattern = {{tag.loop->pattern.text, tag.loop->pattern.at}};
      dynamic.code = to_code(tag.loop->range, dynamic.reads, plan_.assigns);
      if (tag.key) dynamic.key = to_code(*tag.key, dynamic.reads, plan_.assigns);
      if (tag.condition) dynamic.filter = to_code(*tag.condition, dynamic.reads, plan_.assigns);
    } else {
      dynamic.code = to_code(*tag.condition, dynamic.reads, plan_.assigns);
    }
    dynamic.body = std::make_unique<PlanNode>();
    dynamic.body->id = plan_.nodes++;
    bare_tag(*dynamic.body, tag, dynamic.reads);
    reads.insert(dynamic.reads.begin(), dynamic.reads.end());
    node.add(std::move(dynamic));
  }

  void bare_tag(PlanNode& node, const Tag& tag, Reads& reads) {
    note_events(tag);
    if (tag.component) return component(node, tag, reads);
    node.text("<" + tag.name);
    for (const Attribute& attribute : tag.attributes)
      plan_attribute(node, tag, attribute, reads, plan_.assigns);
    node.text(">");
    if (is_void(tag.name)) return;
    all(node, tag.children, reads);
    node.text("</" + tag.name + ">");
  }

  void component(PlanNode& node, const Tag& tag, Reads& reads) {
    Dynamic dynamic{.kind = Dynamic::Kind::component, .at = tag.at};
    dynamic.component = component_type(tag.name);
    dynamic.component_tag = tag.name;
    plan_.components.push_back({dynamic.component, tag.name, tag.at});
    for (const Attribute& attribute : tag.attributes) {
      dynamic.arguments.push_back(plan_argument(attribute, plan_.assigns));
      const Reads& argument_reads = dynamic.arguments.back().reads;
      dynamic.reads.insert(argument_reads.begin(), argument_reads.end());
    }
    if (!std::all_of(tag.children.begin(), tag.children.end(), is_blank)) {
      dynamic.body = std::make_unique<PlanNode>();
      dynamic.body->id = plan_.nodes++;
      Argument slot{"inner_block", tag.at, tag.at, {}, {}};
      all(*dynamic.body, tag.children, slot.reads);
      dynamic.reads.insert(slot.reads.begin(), slot.reads.end());
      dynamic.arguments.push_back(std::move(slot));
    }
    reads.insert(dynamic.reads.begin(), dynamic.reads.end());
    node.add(std::move(dynamic));
  }

  void note_events(const Tag& tag) {
    for (const Attribute& attribute : tag.attributes) {
      if (attribute.kind != Attribute::Kind::literal || !is_event_binding(attribute.name)) continue;
      const std::string& name = attribute.literal;
      // A list is commands for the browser; "lv:" names are the client's own.
      if (name.empty() || name[0] == '[' || name.starts_with("lv:")) continue;
      plan_.events.push_back({name, attribute.name, attribute.at});
    }
  }

  Plan plan_;
};

}  // namespace

Plan make_plan(std::vector<Content> contents) { return Planner().run(std::move(contents)); }

}  // namespace anqa::heex
