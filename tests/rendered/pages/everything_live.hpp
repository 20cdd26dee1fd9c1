#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_view.hpp"

namespace pages {

struct Row {
  int id = 0;
  std::string name;
  bool hot = false;
  bool visible = true;
  std::vector<std::string> tags;
  std::map<std::string, int> pairs;
};

struct Badge {
  std::string_view label = "none";
  int count = 0;
  bool hot = false;
  anqa::Slot inner_block;
};

struct Panel {
  std::string title;
  bool open = true;
  anqa::Slot inner_block;
};

struct RowTable {
  std::span<const Row> rows;
  int limit = 3;
  std::optional<std::string> caption;
};

/// Its content some times over, each time in a row of a list.
struct Repeat {
  int times = 2;
  anqa::Slot inner_block;

  static std::vector<int> first(int count);
};

/// Its content within a panel's.
struct Wrapper {
  std::string title;
  anqa::Slot inner_block;
};

// [slots]
struct Grid {
  struct Col {
    std::string_view label;
    anqa::SlotWith<anqa::RowOf<"rows">> inner_block;
  };

  anqa::Required<anqa::Rows> rows;
  anqa::ForRow<"rows", int> row_id;
  anqa::Slots<Col> col;
  anqa::Slot foot;
  anqa::Rest rest;
};
// [/slots]

struct Pair {
  std::string text;
  int number;
};

/// Hands its content what it was given.
struct Lend {
  std::string text;
  int n = 0;
  anqa::OneOf<"plain", "loud"> tone;
  anqa::SlotWith<Pair> inner_block;
};

/// A page that has some of everything that a template can hold, each thing within the others.
class EverythingLive : public anqa::LiveView<EverythingLive> {
 public:
  struct Assigns {
    int n = 0;
    bool big = false;
    bool hidden = false;
    std::string text = "text";
    std::string markup = "<i>raw</i>";
    std::string url = "/a?b=1&c=2";
    std::optional<std::string> title;
    const char* tone = nullptr;
    double ratio = 0.5;
    std::vector<Row> rows;
    std::vector<std::string> words;
  };

  static std::string shout(std::string_view text) { return std::string(text) + "!"; }

  /// Changes some assigns, as the number in `seed` says.
  void handle_event(Event<"mutate">, const Params& params, Socket& socket);
};

}  // namespace pages
