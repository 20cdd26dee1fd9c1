#pragma once

#include <memory>
#include <string>
#include <vector>

#include "anqa/live/heex/code.hpp"

namespace anqa::heex {

struct PlanNode;

/// `name={expression}` on a component.
struct Argument {
  std::string field;  ///< of the component's struct
  Offset field_at;
  Offset value_at;
  Code value;
  Reads reads;
};

/// What is between two constant parts of a node.
struct Dynamic {
  enum class Kind { text, attribute, url_attribute, absent_or_text, class_list, slot, when, each, component };

  Kind kind;
  Reads reads;       ///< everything that it, and what is within it, reads
  int kid = -1;      ///< which of the node's nodes and lists it is
  Code code;         ///< the expression; of `when` the condition; of `each` the range; of `slot` the slot
  std::string open;  ///< of an attribute: ` name="`
  std::vector<Code> words;  ///< of a class list
  Code pattern;             ///< of `each`
  Code key;                 ///< of `each`; empty without :key
  Code filter;              ///< of `each` with :if
  std::string component;    ///< the C++ name of its struct
  std::string component_tag;
  Offset at = 0;
  std::vector<Argument> arguments;
  std::unique_ptr<PlanNode> body;  ///< of `when`, `each`, and of a component with content
};

/// A template or a part of it that is sent as one node: constant parts, and dynamics between them.
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
  Assigns assigns;
  std::vector<NamedEvent> events;
  std::vector<UsedComponent> components;
};

/// Decides what of a template is constant and what is sent when. Throws Mistake for what cannot be made safe.
Plan make_plan(std::vector<Content> contents);

}  // namespace anqa::heex
