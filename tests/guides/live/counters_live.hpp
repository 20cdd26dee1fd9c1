#pragma once

#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "counter.hpp"

namespace guides {

/// A page of counters.
class CountersLive : public anqa::LiveView<CountersLive> {
 public:
  struct Assigns {
    std::vector<std::string> names = {"apples", "pears"};
  };
};

}  // namespace guides
