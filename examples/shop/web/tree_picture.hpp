#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anqa/otp/supervision_tree.hpp"

namespace shop {

/// A supervision tree as it is drawn: supervisors to the left of their children, lengths in pixels.
struct TreePicture {
  /// One process.
  struct Node {
    /// Its id and those of its supervisors, "/shop/support": the same after a restart.
    std::string path;
    std::string label;
    std::string name;
    std::string pid;  ///< "not running" while it is not
    std::string last_exit;
    int x = 0;
    int y = 0;
    /// The line from its supervisor, as an SVG path; empty for the root.
    std::string edge;
    std::uint64_t restarts = 0;
    std::size_t mailbox = 0;
    bool is_supervisor = false;
    /// It runs in an operating-system process of its own.
    bool is_cell = false;

    bool operator==(const Node&) const = default;
  };
  static constexpr int node_width = 156;
  static constexpr int node_height = 48;

  std::vector<Node> nodes;
  int width = 0;
  int height = 0;

  bool operator==(const TreePicture&) const = default;
};

/// `cells` are the names of those that run in cells.
TreePicture draw(const anqa::SupervisionTree& tree, const std::vector<std::string>& cells = {});

}  // namespace shop
