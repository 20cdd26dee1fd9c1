#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "anqa/live/uploads.hpp"
#include "anqa/runtime/await.hpp"
#include "mortal_part.hpp"

namespace market {

/// A page that takes its time and has much to say.
class BurdenLive : public anqa::LiveView<BurdenLive> {
 public:
  struct Row {
    int id;
    std::string text;
  };
  struct Assigns {
    std::string text;
    std::vector<Row> rows;
    int number = 0;
    anqa::UploadConfig doc;
  };

  Task<void> mount(Params params, Session, Socket socket) {
    socket.allow_upload<&Assigns::doc>({.accept = {".txt"}, .max_file_size = 100});
    if (socket.connected() && params.get("slow")) co_await anqa::sleep_for(std::chrono::seconds(10));
    socket.assign<&Assigns::text>("there");
  }
  void handle_event(Event<"text">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::text>(std::string(params.get<std::size_t>("bytes").value_or(0), '"'));
  }
  void handle_event(Event<"rows">, const Params& params, Socket& socket) {
    std::vector<Row> rows;
    for (int i = 0; i < params.get<int>("count").value_or(0); ++i) rows.push_back({i, std::string(90, 'x')});
    socket.assign<&Assigns::rows>(std::move(rows));
  }
  void handle_event(Event<"number">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::number>(params.get<int>("n").value_or(-1));
  }
  void handle_event(Event<"name">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::text>(std::string(params["user"].get("name").value_or("nobody")));
  }
  void handle_event(Event<"chosen">, Socket&) {}
  void handle_event(Event<"keep">, Socket& socket) {
    for (const std::string& kept : socket.consume_uploaded_entries<&Assigns::doc>(
             [](const anqa::UploadMeta& meta, const anqa::UploadEntry& entry) {
               return entry.client_name() + " in " + meta.path;
             })) {
      socket.assign<&Assigns::text>(kept);
    }
  }
  using Events = anqa::Events<"text", "rows", "number", "name", "keep">;
};

}  // namespace market
