// expect: socket.assign<&Assigns::field>(value): the value does not convert to the field's type
#include <string>

#include "anqa/live/live_view.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    std::string name;
  };
  void handle_event(Event<"go">, Socket& socket) { socket.assign<&Assigns::name>(5); }
};
