// expect: a live view's mount takes (const Params&, const Session&, Socket&), (const Params&, Socket&)
// expect: or (Socket&), or the same by value when it returns Task<void>; and it must be public
#include "anqa/live/detail/view_of.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  void mount(int, Socket&) {}
};

auto page = anqa::detail::create_view<Page>();
