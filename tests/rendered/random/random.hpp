#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_component.hpp"
#include "anqa/live/stream.hpp"
#include "pages/everything_live.hpp"

/// What random templates are made of beside HTML, and what they show.
namespace randomly {

using pages::Row;

struct Item {
  int id = 0;
  std::string text;
};

/// The assigns of each random view.
struct Assigns {
  int n = 0;
  int m = 0;
  bool a = false;
  bool b = true;
  std::string s = "s";
  std::string t = "<t>";
  std::optional<std::string> o;
  std::vector<Row> rows;
  std::vector<std::string> words;
  anqa::CountedStream<Item> items;
};

/// Changes some of them; gives which.
anqa::Mask change(Assigns& assigns, std::uint64_t seed);

struct Box {
  std::string title;
  bool open = true;
  anqa::Slot inner_block;
  anqa::Slot foot;
};

struct Table {
  struct Col {
    std::string_view label;
    anqa::SlotWith<anqa::RowOf<"rows">> inner_block;
  };
  anqa::Required<anqa::Rows> rows;
  int from = 0;
  anqa::Slots<Col> col;
};

struct Lend {
  std::string text;
  int number = 0;
  anqa::SlotWith<pages::Pair> inner_block;
};

struct Times {
  int times = 2;
  anqa::Slot inner_block;
  static std::vector<int> first(int count);
};

/// A live component with a state of its own.
class Counter : public anqa::LiveComponent<Counter> {
 public:
  struct Assigns {
    std::string id;
    std::string label;
    int number = 0;
    std::vector<std::string> own;
  };
};

/// One with another in it.
class Nest : public anqa::LiveComponent<Nest> {
 public:
  struct Assigns {
    std::string id;
    std::string label;
    bool open = true;
    int own = 0;
  };
};

}  // namespace randomly
