// expect: each message in a live view's Infos needs a public handle_info(const Message&, Socket&)
#include "anqa/live/detail/view_of.hpp"
#include "anqa/live/messages.hpp"

struct Tick {};

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  using Infos = anqa::Messages<Tick>;
};

auto page = anqa::detail::create_view<Page>();
