#include "anqa/live/detail/view_of.hpp"
#include "anqa/live/messages.hpp"

struct Tick {};

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  using Infos = anqa::Messages<Tick>;
  void handle_info(const Tick&, Socket&) {}
};

auto page = anqa::detail::create_view<Page>();
