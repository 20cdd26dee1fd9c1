#pragma once

#include <algorithm>

#include "anqa/live/components.hpp"
#include "anqa/live/core_components.hpp"
#include "anqa/live/form.hpp"
#include "log_view.hpp"

namespace app {

/// Every core component, in each of its ways.
class CoreLive : public anqa::LiveView<CoreLive> {
 public:
  struct Tea {
    int id;
    std::string name;
    int price;
  };
  struct Assigns {
    anqa::Form form;
    std::vector<Tea> teas = {{1, "Assam", 450}, {2, "Darjeeling, first flush, picked in March", 1290}};
    std::vector<Tea> none;
    int clicks = 0;
    anqa::Flash flash;
  };

  static const std::vector<std::string_view>& kinds();
  static const std::vector<std::string_view>& icons();
  static std::vector<std::pair<std::string, std::string>> choices() {
    return {{"Green", "green"}, {"Black", "black"}, {"White", "white"}};
  }

  void mount(Socket& socket) { show({}, false, socket); }
  void handle_event(Event<"validate">, const Params& params, Socket& socket) {
    show(params["all"], true, socket);
  }
  void handle_event(Event<"click">, Socket& socket) { socket.assign<&Assigns::clicks>(socket->clicks + 1); }
  void handle_event(Event<"say">, const Params& params, Socket& socket) {
    socket.put_flash(params.get("kind").value_or("info"), params.get("text").value_or(""));
  }
  void handle_event(Event<"drop">, const Params& params, Socket& socket) {
    const int id = params.get<int>("id").value_or(0);
    socket.update<&Assigns::teas>(
        [id](auto& teas) { std::erase_if(teas, [id](const Tea& tea) { return tea.id == id; }); });
  }

 private:
  static void show(const Params& sent, bool complain, Socket& socket);
};

}  // namespace app
