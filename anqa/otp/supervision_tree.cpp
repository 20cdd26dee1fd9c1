#include "anqa/otp/supervision_tree.hpp"

#include "anqa/runtime/inspect.hpp"

namespace anqa {

Task<SupervisionTree> supervision_tree(Pid supervisor) {
  SupervisionTree tree;
  tree.info.pid = supervisor;
  tree.info.is_supervisor = true;
  if (auto info = co_await process_info(supervisor)) {
    tree.info.type = info->type;
    tree.info.id = tree.info.name = info->name;
    tree.mailbox = info->mailbox;
    if (!info->is_supervisor) co_return tree;
  }
  auto children = co_await try_call(Server<AnySupervisor>(supervisor), AnySupervisor::WhichChildren{},
                                    std::chrono::seconds(1));
  if (!children) co_return tree;
  for (ChildInfo& child : *children) {
    SupervisionTree below;
    if (child.is_supervisor && child.pid) below = co_await supervision_tree(child.pid);
    if (!child.is_supervisor && child.pid) {
      if (auto info = co_await process_info(child.pid)) below.mailbox = info->mailbox;
    }
    below.info = std::move(child);
    tree.children.push_back(std::move(below));
  }
  co_return tree;
}

Pid root_supervisor() { return whereis(root_supervisor_name); }

}  // namespace anqa
