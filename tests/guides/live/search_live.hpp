#pragma once

#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"

namespace guides {

struct Bird {
  int id;
  std::string name;
};

/// All birds whose name has `text` in it, 20 a page.
std::vector<Bird> birds_named(std::string_view text, int page = 1);

// [view]
class SearchLive : public anqa::LiveView<SearchLive> {
 public:
  struct Assigns {
    std::string text;
    int page = 1;
    anqa::CountedStream<Bird> birds;
  };

  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::text>(params.get<std::string>("q").value_or("")).assign<&Assigns::page>(1);
    socket.stream<&Assigns::birds>(birds_named(socket->text), {.reset = true});
  }
  void handle_event(Event<"search">, const Params& params, Socket& socket) {
    socket.push_patch("/birds?" + Params{{"q", params["q"].term()}}.encode());
  }
  void handle_event(Event<"more">, Socket& socket) {
    socket.assign<&Assigns::page>(socket->page + 1);
    socket.stream<&Assigns::birds>(birds_named(socket->text, socket->page));
  }
};
// [/view]

}  // namespace guides
