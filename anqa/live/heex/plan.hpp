#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anqa/live/heex/code.hpp"

namespace anqa::heex {

struct PlanNode;

/// `name={expression}` on a component or a slot.
struct Argument {
  std::string name;   ///< as written: "data-id"
  std::string field;  ///< of the component's struct: "data_id"
  Offset field_at = 0;
  Offset value_at = 0;
  Code value{};
  Reads reads{};
  bool literal = false;  ///< its value is a quoted text in the template
  bool spread = false;   ///< `{@rest}`
};

/// `:for={pattern <- range}` on a slot.
struct SlotLoop {
  Code pattern;
  Code range;
  std::vector<std::string> names;
};

/// What stands in one slot of a component: `<:col label="Name"
/// :let={user}>…</:col>`, or the content that stands in none, which is the slot
/// inner_block.
struct SlotEntry {
  std::string field;
  std::string tag;  ///< "<:col>", for messages
  Offset at = 0;
  std::vector<Argument> attributes{};
  Code pattern{};  ///< of :let; empty without
  int let = 0;     ///< which of the template's entries with :let this is
  std::optional<SlotLoop> loop{};
  Code condition{};
  Reads reads{};  ///< of all that decides what it shows
  std::unique_ptr<PlanNode> body{};
};

/// `if (…) {…} else if (…) {…} else {…}`: a condition, none for the else, and
/// what is shown.
struct Choice {
  Code condition;
  std::unique_ptr<PlanNode> body;
};

/// What is between two constant parts of a node.
struct Dynamic {
  enum class Kind {
    text,
    css_text,  ///< a part of a style="…"
    style,     ///< the whole of one
    attribute,
    url_attribute,
    resource_attribute,  ///< the address of what the browser runs or embeds
    binding_attribute,   ///< phx-click and its like: an event, or commands
    absent_or_text,
    class_list,
    spread,
    slot,
    when,
    choose,
    each,
    component,
    live_view
  };

  Kind kind;
  Reads reads{};              ///< everything that it, and what is within it, reads
  int kid = -1;               ///< which of the node's nodes and lists it is
  Code code{};                ///< the expression; of `when` the condition; of `each` the
                              ///< range; of `slot` the slot
  std::string open{};         ///< of an attribute: ` name="`
  std::vector<Code> words{};  ///< of a class list; of a slot: what it is given
  Code pattern{};             ///< of `each`
  Code key{};                 ///< of `each`; empty without :key
  Code filter{};              ///< of `each` with :if
  std::string component{};    ///< the C++ name of its struct
  std::string component_tag{};
  Offset at = 0;
  Offset component_at = 0;
  std::vector<Argument> arguments{};
  std::vector<SlotEntry> slots{};
  std::vector<Choice> choices{};
  Reads let_reads{};                 ///< of a slot: of what it is given
  std::unique_ptr<PlanNode> body{};  ///< of `when` and `each`
};

/// A template or a part of it that is sent as one node: constant parts, and
/// dynamics between them.
struct PlanNode {
  int id = 0;
  std::vector<std::string> parts{""};
  std::vector<Dynamic> dynamics;
  int kids = 0;
  bool root = false;

  void text(std::string_view html) { parts.back() += html; }
  Dynamic& add(Dynamic dynamic);
};

/// An event that the template names: `phx-click="inc"`.
struct NamedEvent {
  std::string name;
  std::string binding;
  Offset at;
  bool to_itself = false;  ///< with phx-target={@myself}
};

/// A component that the template calls.
struct UsedComponent {
  std::string type;  ///< as in C++: "Card", "ui::Card"
  std::string tag;
  Offset at;
};

struct Plan {
  PlanNode root;
  int nodes = 0;
  int lets = 0;
  Scope scope;
  std::vector<NamedEvent> events;
  std::vector<UsedComponent> components;
};

/// Decides what of a template is constant and what is sent when. Throws Mistake
/// for what cannot be made safe.
Plan make_plan(std::vector<Content> contents);

/// Calls `f(body)` for each node directly within a dynamic.
template <class F>
void for_each_body(const Dynamic& dynamic, F&& f) {
  if (dynamic.body) f(*dynamic.body);
  for (const Choice& choice : dynamic.choices) f(*choice.body);
  for (const SlotEntry& entry : dynamic.slots) {
    if (entry.body) f(*entry.body);
  }
}

}  // namespace anqa::heex
