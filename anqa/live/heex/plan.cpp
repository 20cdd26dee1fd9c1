#include "anqa/live/heex/plan.hpp"

#include <algorithm>

#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/html.hpp"
#include "anqa/live/heex/plan_attributes.hpp"
#include "anqa/live/heex/tag_checks.hpp"

namespace anqa::heex {

Dynamic& PlanNode::add(Dynamic dynamic) {
  using Kind = Dynamic::Kind;
  if (dynamic.kind == Kind::slot || dynamic.kind == Kind::when || dynamic.kind == Kind::choose ||
      dynamic.kind == Kind::each || dynamic.kind == Kind::component) {
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

void add(Reads& reads, const Reads& more) { reads.insert(more.begin(), more.end()); }

class Planner {
 public:
  Plan run(std::vector<Content> contents) {
    std::erase_if(contents, [](const Content& it) { return it.kind == Content::Kind::comment; });
    join_texts(contents);
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
  /// What stood around a comment is one text.
  static void join_texts(std::vector<Content>& contents) {
    for (std::size_t i = 1; i < contents.size();) {
      if (contents[i].kind == Content::Kind::text && contents[i - 1].kind == Content::Kind::text) {
        contents[i - 1].text += contents[i].text;
        contents.erase(contents.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }

  /// The blanks around a template belong to its file, not to its HTML.
  static void trim(std::vector<Content>& contents) {
    while (!contents.empty() && is_blank(contents.front())) contents.erase(contents.begin());
    while (!contents.empty() && is_blank(contents.back())) contents.pop_back();
    if (contents.empty()) return;
    if (contents.front().kind == Content::Kind::text) trim_front(contents.front().text);
    if (contents.back().kind == Content::Kind::text) trim_back(contents.back().text);
  }

  std::unique_ptr<PlanNode> new_node() {
    auto node = std::make_unique<PlanNode>();
    node->id = plan_.nodes++;
    return node;
  }

  void all(PlanNode& node, const std::vector<Content>& contents, Reads& reads) {
    for (const Content& content : contents) {
      switch (content.kind) {
        case Content::Kind::comment:
          break;
        case Content::Kind::text:
          node.text(content.text);
          break;
        case Content::Kind::expression:
          expression(node, content.expression, reads);
          break;
        case Content::Kind::tag:
          tag(node, *content.tag, reads);
          break;
        case Content::Kind::block:
          block(node, *content.block, reads);
          break;
      }
    }
  }

  void expression(PlanNode& node, const Expression& expression, Reads& reads) {
    Dynamic dynamic{.kind = Dynamic::Kind::text};
    constexpr std::string_view slot = "render_slot(";
    if (expression.text.starts_with(slot) && expression.text.ends_with(')')) {
      dynamic.kind = Dynamic::Kind::slot;
      dynamic.at = expression.at;
      Expression inner = trimmed(expression.text, slot.size(), expression.text.size() - 1);
      inner.at += expression.at;
      const std::vector<Expression> arguments = split_at_commas(inner);
      if (arguments.empty() || arguments.size() > 2) {
        throw Mistake(expression.at,
                      "render_slot takes a slot, and what its content is given: {render_slot(@inner_block)} "
                      "or {render_slot(@inner_block, @value)}");
      }
      dynamic.code = to_code(arguments[0], dynamic.reads, plan_.scope);
      if (arguments.size() == 2) {
        dynamic.words.push_back(to_code(arguments[1], dynamic.let_reads, plan_.scope));
        add(dynamic.reads, dynamic.let_reads);
      }
    } else {
      dynamic.code = to_code(expression, dynamic.reads, plan_.scope);
    }
    add(reads, dynamic.reads);
    node.add(std::move(dynamic));
  }

  void block(PlanNode& node, const Block& block, Reads& reads) {
    ++nested_;
    if (block.branches.front().kind == Branch::Kind::loop) {
      const Branch& branch = block.branches.front();
      Dynamic dynamic{.kind = Dynamic::Kind::each, .at = branch.at};
      loop_header(dynamic, branch.header);
      dynamic.body = new_node();
      all(*dynamic.body, branch.children, dynamic.reads);
      add(reads, dynamic.reads);
      node.add(std::move(dynamic));
    } else {
      Dynamic dynamic{.kind = Dynamic::Kind::choose, .at = block.branches.front().at};
      for (const Branch& branch : block.branches) {
        Choice choice;
        if (branch.kind == Branch::Kind::condition) {
          choice.condition = to_code(branch.header, dynamic.reads, plan_.scope);
        }
        choice.body = new_node();
        all(*choice.body, branch.children, dynamic.reads);
        dynamic.choices.push_back(std::move(choice));
      }
      add(reads, dynamic.reads);
      node.add(std::move(dynamic));
    }
    --nested_;
  }

  /// `const auto& item : @items`
  void loop_header(Dynamic& dynamic, const Expression& header) {
    // A single colon: not that of `std::vector`.
    std::optional<Offset> colon;
    for (Offset from = 0; from < header.text.size();) {
      const auto found = find_at_top(std::string_view(header.text).substr(from), ":");
      if (!found) break;
      const Offset at = from + *found;
      if (header.text.compare(at, 2, "::") != 0) {
        colon = at;
        break;
      }
      from = at + 2;
    }
    if (!colon) throw Mistake(header.at, "expected for (const auto& item : @items)");
    Expression name = trimmed(header.text, 0, *colon);
    Expression range = trimmed(header.text, *colon + 1, header.text.size());
    const std::size_t word = name.text.find("auto");
    const std::size_t start = word == std::string::npos
                                  ? word
                                  : name.text.find_first_not_of(" &", word + std::string_view("auto").size());
    if (start == std::string::npos || range.text.empty()) {
      throw Mistake(header.at, "expected for (const auto& item : @items)");
    }
    dynamic.pattern = {{name.text.substr(start), header.at + name.at + start}};
    range.at += header.at;
    dynamic.code = to_code(range, dynamic.reads, plan_.scope);
  }

  void tag(PlanNode& node, const Tag& tag, Reads& reads) {
    if (!tag.loop && !tag.condition) return bare_tag(node, tag, reads);
    ++nested_;
    Dynamic dynamic{.kind = tag.loop ? Dynamic::Kind::each : Dynamic::Kind::when, .at = tag.at};
    if (tag.loop) {
      dynamic.pattern = {{tag.loop->pattern.text, tag.loop->pattern.at}};
      dynamic.code = to_code(tag.loop->range, dynamic.reads, plan_.scope);
      if (tag.key) dynamic.key = to_code(*tag.key, dynamic.reads, plan_.scope);
      if (tag.condition) dynamic.filter = to_code(*tag.condition, dynamic.reads, plan_.scope);
    } else {
      dynamic.code = to_code(*tag.condition, dynamic.reads, plan_.scope);
    }
    dynamic.body = new_node();
    bare_tag(*dynamic.body, tag, dynamic.reads);
    --nested_;
    add(reads, dynamic.reads);
    node.add(std::move(dynamic));
  }

  void bare_tag(PlanNode& node, const Tag& tag, Reads& reads) {
    note_events(tag, plan_.events);
    check_tag(tag, nested_ == 0 ? &ids_ : nullptr);
    if (tag.component) return component(node, tag, reads);
    node.text("<" + tag.name);
    for (const Attribute& attribute : tag.attributes)
      plan_attribute(node, tag, attribute, reads, plan_.scope);
    node.text(">");
    if (is_void(tag.name)) return;
    all(node, tag.children, reads);
    node.text("</" + tag.name + ">");
  }

  /// The C++ type that `<.live_component module={Type}>` and `<.live_render
  /// view={Type}>` name.
  static Piece named_type(const Tag& tag, std::string_view attribute) {
    for (const Attribute& it : tag.attributes) {
      if (it.name != attribute) continue;
      if (it.kind == Attribute::Kind::expression) return {it.expression.text, it.expression.at};
      throw Mistake(it.at, "<" + tag.name + "> takes a class in braces: " + it.name + "={CartItem}");
    }
    throw Mistake(tag.at, "<" + tag.name + "> needs to know its class; expected " + std::string(attribute) +
                              "={CartItem}");
  }

  void component(PlanNode& node, const Tag& tag, Reads& reads) {
    Dynamic dynamic{.kind = Dynamic::Kind::component, .at = tag.at};
    dynamic.component = component_type(tag.name);
    dynamic.component_tag = tag.name;
    dynamic.component_at = tag.at;
    const std::string_view type_attribute = tag.name == ".live_component" ? "module"
                                            : tag.name == ".live_render"  ? "view"
                                                                          : "";
    if (!type_attribute.empty()) {
      const Piece type = named_type(tag, type_attribute);
      dynamic.component = type.text;
      dynamic.component_at = type.at.value_or(tag.at);
      if (tag.name == ".live_render") dynamic.kind = Dynamic::Kind::live_view;
    }
    if (dynamic.kind == Dynamic::Kind::component) {
      plan_.components.push_back({dynamic.component, tag.name, tag.at});
    }
    for (const Attribute& attribute : tag.attributes) {
      if (!type_attribute.empty() && attribute.name == type_attribute) continue;
      dynamic.arguments.push_back(plan_argument(attribute, plan_.scope));
      add(dynamic.reads, dynamic.arguments.back().reads);
    }
    slots(dynamic, tag);
    for (const SlotEntry& entry : dynamic.slots) add(dynamic.reads, entry.reads);
    add(reads, dynamic.reads);
    node.add(std::move(dynamic));
  }

  void slots(Dynamic& dynamic, const Tag& tag) {
    std::vector<const Content*> rest;
    for (const Content& child : tag.children) {
      if (child.kind == Content::Kind::tag && child.tag->slot) {
        dynamic.slots.push_back(slot(*child.tag));
      } else if (child.kind != Content::Kind::comment) {
        rest.push_back(&child);
      }
    }
    const bool blank = std::all_of(rest.begin(), rest.end(), [](const Content* it) { return is_blank(*it); });
    if (blank) {
      if (tag.let && dynamic.slots.empty()) {
        throw Mistake(tag.let->at, "<" + tag.name + "> has no content that :let could be of use to");
      }
      return;
    }
    SlotEntry entry{.field = "inner_block", .tag = "<" + tag.name + ">", .at = tag.at};
    const std::size_t lets = enter(entry, tag);
    entry.body = new_node();
    ++nested_;
    for (const Content* child : rest) all_of_one(*entry.body, *child, entry.reads);
    --nested_;
    leave(entry, lets);
    dynamic.slots.push_back(std::move(entry));
  }

  void all_of_one(PlanNode& node, const Content& content, Reads& reads) {
    switch (content.kind) {
      case Content::Kind::text:
        return node.text(content.text);
      case Content::Kind::expression:
        return expression(node, content.expression, reads);
      case Content::Kind::tag:
        return tag(node, *content.tag, reads);
      case Content::Kind::block:
        return block(node, *content.block, reads);
      case Content::Kind::comment:
        return;
    }
  }

  /// The names that `:let` makes are known from here on.
  std::size_t enter(SlotEntry& entry, const Tag& tag) {
    const std::size_t before = plan_.scope.lets.size();
    if (tag.let) {
      entry.let = ++plan_.lets;
      entry.pattern = {{tag.let->text, tag.let->at}};
      for (const std::string& name : names_of_pattern(tag.let->text)) {
        plan_.scope.lets.emplace_back(name, ":let" + std::to_string(entry.let));
      }
    }
    return before;
  }
  void leave(SlotEntry& entry, std::size_t lets) {
    plan_.scope.lets.resize(lets);
    if (entry.let != 0) entry.reads.erase(":let" + std::to_string(entry.let));
  }

  SlotEntry slot(const Tag& tag) {
    SlotEntry entry{.field = tag.name, .tag = "<:" + tag.name + ">", .at = tag.at + 1};
    if (is_keyword(entry.field)) entry.field += '_';
    const std::size_t outer_lets = plan_.scope.lets.size();
    if (tag.loop) {
      entry.loop = {.pattern = {{tag.loop->pattern.text, tag.loop->pattern.at}},
                    .range = to_code(tag.loop->range, entry.reads, plan_.scope),
                    .names = names_of_pattern(tag.loop->pattern.text)};
      for (const std::string& name : entry.loop->names) {
        for (const std::string& read : entry.reads) plan_.scope.lets.emplace_back(name, read);
      }
    }
    if (tag.condition) entry.condition = to_code(*tag.condition, entry.reads, plan_.scope);
    for (const Attribute& attribute : tag.attributes) {
      entry.attributes.push_back(plan_argument(attribute, plan_.scope));
      add(entry.reads, entry.attributes.back().reads);
    }
    if (!std::all_of(tag.children.begin(), tag.children.end(), is_blank)) {
      const std::size_t lets = enter(entry, tag);
      entry.body = new_node();
      ++nested_;
      all(*entry.body, tag.children, entry.reads);
      --nested_;
      leave(entry, lets);
    } else if (tag.let) {
      throw Mistake(tag.let->at, "<:" + tag.name + "> has no content that :let could be of use to");
    }
    plan_.scope.lets.resize(outer_lets);
    return entry;
  }

  Plan plan_;
  int nested_ = 0;  ///< conditions, lists and slots around
  std::map<std::string, Offset> ids_;
};

}  // namespace

Plan make_plan(std::vector<Content> contents) { return Planner().run(std::move(contents)); }

}  // namespace anqa::heex
