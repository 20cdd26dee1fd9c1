#include <string>

#include "anqa/live/live_view.hpp"

class Page : public anqa::LiveView<Page> {
 public:
  struct Assigns {
    std::string name;
  };
  void handle_event(Event<"go">, Socket& socket) { socket.assign<&Assigns::name>("five"); }
};
