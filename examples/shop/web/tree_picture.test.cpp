#include "web/tree_picture.hpp"

#include <gmock/gmock.h>

using namespace shop;
using anqa::SupervisionTree;
using ::testing::IsEmpty;

namespace {

SupervisionTree process(std::string id, std::vector<SupervisionTree> children = {}) {
  SupervisionTree tree;
  tree.info.id = std::move(id);
  tree.info.is_supervisor = !children.empty();
  tree.children = std::move(children);
  return tree;
}

TEST(TreePicture, PutsASupervisorBesideTheMiddleOfItsChildren) {
  const auto picture = draw(process("top", {process("a"), process("b", {process("c"), process("d")})}));
  ASSERT_EQ(picture.nodes.size(), 5u);
  const auto &root = picture.nodes[0], &a = picture.nodes[1], &b = picture.nodes[2], &c = picture.nodes[3],
             &d = picture.nodes[4];
  EXPECT_EQ(c.path, "/top/b/c");
  EXPECT_EQ(b.y, (c.y + d.y) / 2);
  EXPECT_EQ(root.y, (a.y + b.y) / 2);
  EXPECT_LT(root.x, a.x);
  EXPECT_EQ(a.x, b.x);
  EXPECT_THAT(root.edge, IsEmpty());
  EXPECT_EQ(picture.width, c.x + TreePicture::node_width);
  EXPECT_EQ(picture.height, d.y + TreePicture::node_height);
}

TEST(TreePicture, LetsNoTwoProcessesOverlap) {
  const auto picture = draw(process(
      "top", {process("a", {process("b")}), process("c"), process("d", {process("e"), process("f")})}));
  for (const auto& one : picture.nodes) {
    for (const auto& other : picture.nodes) {
      if (one.path == other.path || one.x != other.x) continue;
      EXPECT_GE(std::abs(one.y - other.y), TreePicture::node_height) << one.path << " and " << other.path;
    }
  }
}

TEST(TreePicture, LeavesNamespacesOut) {
  auto tree = process("anqa::DynamicSupervisor", {process("")});
  tree.children[0].info.type = "shop::support::Room";
  const auto picture = draw(tree);
  EXPECT_EQ(picture.nodes[0].label, "DynamicSupervisor");
  EXPECT_EQ(picture.nodes[1].label, "Room");
}

TEST(TreePicture, ShowsAProcessThatIsNotThere) {
  const auto picture = draw(process("alone"));
  EXPECT_EQ(picture.nodes[0].pid, "not running");
  EXPECT_EQ(picture.height, TreePicture::node_height);
}

}  // namespace
