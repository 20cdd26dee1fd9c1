#pragma once

#include "anqa/live/live_view.hpp"

namespace pages {

class OtherLive : public anqa::LiveView<OtherLive> {
 public:
  struct Assigns {
    anqa::Flash flash;
  };
};

}  // namespace pages
