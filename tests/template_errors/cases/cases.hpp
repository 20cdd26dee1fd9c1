#pragma once

#include <string>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/form.hpp"
#include "anqa/live/live_view.hpp"

namespace cases {

struct Point {
  int x = 0;
  int y = 0;
};

struct Badge {
  std::string label;
  int count = 0;
  bool hot = false;
  anqa::Slot inner_block;
};

/// What the templates here show.
struct Shown {
  int count = 0;
  std::string name;
  Point point;
  std::vector<Point> points;
};

struct UnknownAssign {
  using Assigns = Shown;
};
struct UnknownAssignInAttribute {
  using Assigns = Shown;
};
struct UnknownMember {
  using Assigns = Shown;
};
struct WrongAttributeType {
  using Assigns = Shown;
};
struct UnknownAttribute {
  using Assigns = Shown;
};
struct UnknownComponent {
  using Assigns = Shown;
};
struct NoInnerBlock {
  using Assigns = Shown;
};
struct NotShowable {
  using Assigns = Shown;
};
struct NotACondition {
  using Assigns = Shown;
};
struct NotAList {
  using Assigns = Shown;
};
struct BrokenExpression {
  using Assigns = Shown;
};
struct NotClosed {
  using Assigns = Shown;
};
struct AllRight {
  using Assigns = Shown;
};

struct Notice {
  anqa::OneOf<"info", "error"> kind;
  anqa::Required<std::string> text;
  anqa::Rest rest;
};

struct People {
  struct Col {
    std::string label;
    anqa::SlotWith<anqa::RowOf<"rows">> inner_block;
  };
  anqa::Required<anqa::Rows> rows;
  anqa::Slots<Col> col;
  anqa::Slot foot;
};

struct UnknownSlot {
  using Assigns = Shown;
};
struct SlotMistakes {
  using Assigns = Shown;
};
struct AttributeMistakes {
  using Assigns = Shown;
};
struct FormMistake {
  struct Assigns {
    anqa::FormFor<&Point::x> form;
  };
};

struct Menu {
  bool open = false;
};
struct MenuBar {
  bool open = false;
};

class UnhandledChosenEvent : public anqa::LiveView<UnhandledChosenEvent> {
 public:
  struct Assigns {
    std::string_view on;
  };
  void handle_event(Event<"inc">, const Params&, Socket&) {}
};

class UnhandledEvent : public anqa::LiveView<UnhandledEvent> {
 public:
  struct Assigns {
    int count = 0;
  };
  void handle_event(Event<"inc">, const Params&, Socket& socket) { socket.assign<&Assigns::count>(1); }
};

class UnhandledComponentEvent : public anqa::LiveView<UnhandledComponentEvent> {
 public:
  struct Assigns {
    bool open = false;
  };
  void handle_event(Event<"open">, Socket& socket) { socket.assign<&Assigns::open>(true); }
};

}  // namespace cases
