// expect: a name in this live view's Events has no handle_event(Event<"name">, const Params&, Socket&)
// expect: "closed"
#include "anqa/live/detail/view_of.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  using Events = anqa::Events<"saved", "closed">;
  void handle_event(Event<"saved">, const Params&, Socket&) {}
};

auto page = anqa::detail::create_view<Page>();
