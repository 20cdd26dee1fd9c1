#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "anqa/live/async.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/live/live_component.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/runtime/await.hpp"

namespace pages {

/// How often update_many was called, and for how many.
struct Loads {
  static inline int calls = 0;
  static inline int rows = 0;
};

/// Components that load what they show together.
class Price : public anqa::LiveComponent<Price> {
 public:
  struct Attributes {
    int id = 0;
  };
  struct Assigns {
    int id = 0;
    int price = 0;
  };
  static Task<void> update_many(std::vector<Update> updates) {
    ++Loads::calls;
    co_await anqa::sleep_for(std::chrono::milliseconds(1));
    for (Update& each : updates) {
      ++Loads::rows;
      each.socket.assign<&Assigns::id>(each.attributes.id).assign<&Assigns::price>(each.attributes.id * 100);
    }
  }
};

inline anqa::Hook greet(const anqa::Params& params, const anqa::Params&, anqa::LiveSocket& socket) {
  if (params.get("shut") == "1") {
    socket.navigate({anqa::Navigation::Kind::redirect, "/other"});
    return anqa::Hook::halt;
  }
  socket.put_private("greeting", std::string("hello"));
  return anqa::Hook::cont;
}

/// Work in other processes, hooks, what is kept and what is not.
class LateLive : public anqa::LiveView<LateLive> {
 public:
  struct Row {
    int id;
    std::string text;
  };
  struct Assigns {
    std::string greeting;
    anqa::AsyncResult<int> sum;
    std::string report;
    std::string hooked;
    int draft = 0;
    std::string found;
    std::vector<int> ids;
    anqa::CountedStream<Row> rows;
    anqa::AsyncResult<bool> rows_there;
  };
  using OnMount = anqa::MountHooks<&greet>;
  using Stash = anqa::Fields<&Assigns::draft>;
  using TemporaryAssigns = anqa::Fields<&Assigns::found>;

  static Task<int> add(int a, int b) {
    co_await anqa::sleep_for(std::chrono::seconds(1));
    co_return a + b;
  }
  static std::string fail(std::string why) { throw std::runtime_error(why); }

  void mount(Socket& socket) {
    socket.assign_new<&Assigns::greeting>("greeting", [] { return "nobody"; })
        .assign_async<&Assigns::sum>(&add, 1, 2)
        .assign<&Assigns::ids>(std::vector<int>{1, 2, 3});
  }
  void handle_event(Event<"report">, const Params& params, Socket& socket) {
    if (params.get("fail")) {
      socket.start_async<"report">(&fail, std::string("no paper"));
    } else {
      socket.start_async<"report">([](int a) { return "report " + std::to_string(a); }, 7);
    }
  }
  void handle_event(Event<"slow">, Socket& socket) { socket.reset_async<&Assigns::sum>(&add, 10, 20); }
  void handle_event(Event<"cancel">, Socket& socket) { socket.cancel_async<&Assigns::sum>(); }
  void handle_async(Event<"report">, const anqa::AsyncOutcome<std::string>& outcome, Socket& socket) {
    socket.assign<&Assigns::report>(outcome ? *outcome : "failed: " + outcome.error().to_string());
  }
  void handle_event(Event<"rows">, Socket& socket) {
    socket.stream_async<&Assigns::rows, &Assigns::rows_there>(
        [] { return std::vector<Row>{{1, "a"}, {2, "b"}, {3, "c"}}; });
  }
  void handle_event(Event<"drop">, Socket& socket) { socket.stream_delete<&Assigns::rows>(Row{2, ""}); }
  void handle_event(Event<"hook">, Socket& socket) {
    socket.attach_hook<anqa::Stage::handle_event>(
        "spy", [](std::string_view event, const Params&, Socket& it) {
          it.assign<&Assigns::hooked>(std::string(event));
          return event == "draft" ? anqa::Hook::halt : anqa::Hook::cont;
        });
  }
  void handle_event(Event<"unhook">, Socket& socket) { socket.detach_hook("spy", anqa::Stage::handle_event); }
  void handle_event(Event<"draft">, Socket& socket) { socket.assign<&Assigns::draft>(socket->draft + 1); }
  void handle_event(Event<"find">, Socket& socket) { socket.assign<&Assigns::found>("much"); }
  void handle_event(Event<"crash">, Socket& socket) {
    socket.assign<&Assigns::draft>(99);
    throw std::runtime_error("boom");
  }
  using Events =
      anqa::Events<"report", "slow", "cancel", "rows", "drop", "hook", "unhook", "draft", "find", "crash">;
};

}  // namespace pages
