#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "web/components.hpp"

namespace shop {

/// The supervision tree as it runs, looked at once a second, and a button that makes a part of it crash.
class SystemLive : public anqa::LiveView<SystemLive> {
 public:
  struct Tick {};
  using Infos = anqa::Messages<Tick>;

  /// One process of the tree.
  struct Row {
    /// Its id and those of its supervisors: the same after a restart.
    std::string path;
    std::string id;
    std::string name;
    std::string pid;
    std::string last_exit;
    int depth = 0;
    std::uint64_t restarts = 0;
    std::size_t mailbox = 0;
    bool is_supervisor = false;
  };
  struct Assigns {
    std::vector<Row> rows;
    /// Of all processes, those of connections and pages too.
    std::size_t running = 0;
    int cart = 0;
  };

  Task<void> mount(Params params, Session session, Socket socket);
  Task<void> handle_event(Event<"crash">, Params params, Socket socket);
  Task<void> handle_info(Tick, Socket socket);

 private:
  static Task<void> show(Socket socket);
};

}  // namespace shop
