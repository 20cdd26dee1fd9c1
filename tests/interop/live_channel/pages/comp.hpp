#pragma once

#include <string>
#include <vector>

#include "anqa/live/live_component.hpp"

namespace pages {

class Comp : public anqa::LiveComponent<Comp> {
 public:
  struct Assigns {
    std::string id;
    std::string label;
    int n = 7;
    std::vector<int> xs;
  };

  void mount(Socket& socket) { socket.assign<&Assigns::n>(0).assign<&Assigns::xs>(std::vector<int>{1}); }
  anqa::Term handle_event(Event<"cinc">, Socket& socket) {
    socket.assign<&Assigns::n>(socket->n + 1);
    return anqa::Term::map({{"n", socket->n}});
  }
};

}  // namespace pages
