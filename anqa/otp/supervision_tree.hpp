#pragma once

#include <string_view>
#include <vector>

#include "anqa/otp/any_supervisor.hpp"

namespace anqa {

/// A supervision tree as it stands.
struct SupervisionTree {
  ChildInfo info;
  std::size_t mailbox = 0;
  std::vector<SupervisionTree> children;
};

/// Asks the supervisor and those below it, one after the other. What does not answer in time is shown without
/// its children.
Task<SupervisionTree> supervision_tree(Pid supervisor);

/// The supervisor that anqa::run() started; a default-made Pid without one.
Pid root_supervisor();
inline constexpr std::string_view root_supervisor_name = "anqa.root";

}  // namespace anqa
