#pragma once

#include <string>

#include "anqa/live/async.hpp"
#include "anqa/live/async_result.hpp"
#include "anqa/live/components.hpp"
#include "anqa/live/live_view.hpp"

namespace guides {

/// Asks somebody far away, who takes his time.
anqa::Task<int> count_sheep(std::string where);

// [view]
class ReportLive : public anqa::LiveView<ReportLive> {
 public:
  struct Assigns {
    anqa::AsyncResult<int> sheep;
    std::string printed;
  };

  void mount(Socket& socket) { socket.assign_async<&Assigns::sheep>(&count_sheep, std::string("hill")); }
  void handle_event(Event<"print">, Socket& socket) {
    socket.start_async<"print">([](int sheep) { return std::to_string(sheep) + " sheep"; },
                                socket->sheep.result());
  }
  void handle_async(Event<"print">, const anqa::AsyncOutcome<std::string>& outcome, Socket& socket) {
    socket.assign<&Assigns::printed>(outcome ? *outcome : "no paper: " + outcome.error().to_string());
  }
};
// [/view]

}  // namespace guides
