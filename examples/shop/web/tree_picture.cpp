#include "web/tree_picture.hpp"

#include <algorithm>

namespace shop {
namespace {

constexpr int column = TreePicture::node_width + 44;
constexpr int row = TreePicture::node_height + 16;

/// The id without the namespaces of a type's name, which it is where nobody gave it another; children of a
/// DynamicSupervisor have no ids.
std::string label_of(const anqa::ChildInfo& info) {
  const std::string& name = info.id.empty() ? info.type : info.id;
  return name.substr(name.rfind(':') + 1);
}

/// A line that leaves a supervisor to the right and reaches its child from the left.
std::string edge_between(int from_x, int from_y, int to_x, int to_y) {
  const std::string middle = std::to_string((from_x + to_x) / 2);
  return "M" + std::to_string(from_x) + " " + std::to_string(from_y) + "C" + middle + " " +
         std::to_string(from_y) + " " + middle + " " + std::to_string(to_y) + " " + std::to_string(to_x) +
         " " + std::to_string(to_y);
}

class Layout {
 public:
  TreePicture of(const anqa::SupervisionTree& tree) && {
    place(tree, "", 0);
    picture_.height = std::max(leaves_, 1) * row - (row - TreePicture::node_height);
    return std::move(picture_);
  }

 private:
  /// Gives the node's place in the list. A leaf takes a row of its own, a supervisor the middle of its
  /// children's.
  std::size_t place(const anqa::SupervisionTree& tree, const std::string& above, int depth) {
    const std::string own = tree.info.id.empty() ? tree.info.pid.to_string() : tree.info.id;
    const std::string path = above + "/" + own;
    const std::size_t at = picture_.nodes.size();
    picture_.nodes.push_back({.path = path,
                              .label = label_of(tree.info),
                              .name = tree.info.name,
                              .pid = tree.info.pid ? tree.info.pid.to_string() : "not running",
                              .last_exit = tree.info.last_exit,
                              .x = depth * column,
                              .restarts = tree.info.restarts,
                              .mailbox = tree.mailbox,
                              .is_supervisor = tree.info.is_supervisor});
    picture_.width = std::max(picture_.width, depth * column + TreePicture::node_width);
    std::vector<std::size_t> children;
    for (const auto& child : tree.children) children.push_back(place(child, path, depth + 1));
    auto& nodes = picture_.nodes;
    nodes[at].y =
        children.empty() ? leaves_++ * row : (nodes[children.front()].y + nodes[children.back()].y) / 2;
    constexpr int half = TreePicture::node_height / 2;
    for (const auto child : children) {
      nodes[child].edge = edge_between(nodes[at].x + TreePicture::node_width, nodes[at].y + half,
                                       nodes[child].x, nodes[child].y + half);
    }
    return at;
  }

  TreePicture picture_;
  int leaves_ = 0;
};

}  // namespace

TreePicture draw(const anqa::SupervisionTree& tree, const std::vector<std::string>& cells) {
  auto picture = Layout().of(tree);
  for (auto& node : picture.nodes) node.is_cell = std::ranges::find(cells, node.name) != cells.end();
  return picture;
}

}  // namespace shop
