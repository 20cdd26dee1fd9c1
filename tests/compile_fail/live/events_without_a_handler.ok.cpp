#include "anqa/live/detail/view_of.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  using Events = anqa::Events<"saved">;
  void handle_event(Event<"saved">, const Params&, Socket&) {}
};

auto page = anqa::detail::create_view<Page>();
