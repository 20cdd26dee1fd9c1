#pragma once

#include "anqa/live/live_view.hpp"
#include "random.hpp"

namespace randomly {

/// Of two components of a class, the second comes when the first one's list is filled for the first time.
class SecondCounter : public anqa::LiveView<SecondCounter> {
 public:
  using Assigns = randomly::Assigns;
};

/// A component in a component, and both change at once.
class CounterInNest : public anqa::LiveView<CounterInNest> {
 public:
  using Assigns = randomly::Assigns;
};

}  // namespace randomly
