#include "anqa/live/detail/view_of.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    int count = 0;
  };
  void mount(Socket&) {}
};

auto page = anqa::detail::create_view<Page>();
