#pragma once

#include <cstdint>
#include <string>

#include "anqa/live/live_view.hpp"
#include "anqa/live/messages.hpp"
#include "web/components.hpp"
#include "web/tree_picture.hpp"

namespace shop {

/// The supervision tree as it runs, looked at once a second. A click on one of its processes kills it.
class SystemLive : public anqa::LiveView<SystemLive> {
 public:
  struct Tick {};
  using Infos = anqa::Messages<Tick>;
  /// Of the processes that may be killed only, so that its template names it in an expression.
  using Events = anqa::Events<"kill">;

  struct Assigns {
    Visitor visitor;
    TreePicture tree;
    /// Of all processes, those of connections and pages too.
    std::size_t running = 0;
    std::uint64_t restarts = 0;
    std::size_t waiting = 0;
    anqa::Flash flash;
  };

  Task<void> mount(Params params, Session session, Socket socket);
  Task<void> handle_event(Event<"crash">, Params params, Socket socket);
  Task<void> handle_event(Event<"kill">, Params params, Socket socket);
  Task<void> handle_info(Tick, Socket socket);

  /// Visitors may kill what nobody's order depends on.
  static bool may_be_killed(const TreePicture::Node& node);

 private:
  static Task<void> show(Socket socket);
};

}  // namespace shop
