#pragma once

#include "anqa/live/async.hpp"
#include "anqa/live/async_result.hpp"
#include "anqa/live/components.hpp"
#include "anqa/live/uploads.hpp"
#include "inner_live.hpp"
#include "log_view.hpp"
#include "tally.hpp"

namespace app {

/// What a page consists of beside its own template: components, views, streams, uploads, tasks, navigation.
class PartsLive : public anqa::LiveView<PartsLive> {
 public:
  struct Row {
    int id;
    std::string text;
  };
  struct Assigns {
    std::vector<std::string> log;
    int count = 0;
    std::string step = "first";
    std::vector<std::string> tallies = {"a", "b"};
    anqa::CountedStream<Row> rows;
    anqa::UploadConfig doc;
    anqa::AsyncResult<std::string> answer;
    anqa::Flash flash;
  };

  void mount(const Params&, const Session&, Socket& socket) {
    socket.stream<&Assigns::rows>({{1, "one"}, {2, "two"}})
        .page_title("Parts")
        .allow_upload<&Assigns::doc>({.accept = {".txt"}, .max_entries = 2});
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::step>(params.get<std::string>("step").value_or("first"));
  }
  void handle_event(Event<"bump">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
  void handle_event(Event<"prepend">, Socket& socket) {
    socket.stream_insert<&Assigns::rows>(Row{3, "three"}, {.at = 0});
  }
  void handle_event(Event<"change">, Socket& socket) { socket.stream_insert<&Assigns::rows>(Row{1, "ONE"}); }
  void handle_event(Event<"delete">, const Params& params, Socket& socket) {
    socket.stream_delete_by_dom_id<&Assigns::rows>(params.get("id").value_or(""));
  }
  void handle_event(Event<"reset">, Socket& socket) {
    socket.stream<&Assigns::rows>({{9, "nine"}}, {.reset = true});
  }
  void handle_event(Event<"limit">, Socket& socket) {
    socket.stream<&Assigns::rows>({{4, "four"}, {5, "five"}}, {.limit = -2});
  }
  void handle_event(Event<"drop">, Socket& socket) { socket.assign<&Assigns::tallies>({"b"}); }
  void handle_event(Event<"think">, Socket& socket) {
    socket.assign_async<&Assigns::answer>([]() -> anqa::Task<std::string> {
      co_await at_the_gate();
      co_return "forty-two";
    });
  }
  void handle_event(Event<"chosen">, const Params&, Socket&) {}
  void handle_event(Event<"keep">, Socket& socket) {
    for (const std::string& line : socket.consume_uploaded_entries<&Assigns::doc>(
             [](const anqa::UploadMeta&, const anqa::UploadEntry& entry) {
               return entry.client_name() + " of " + std::to_string(entry.client_size());
             })) {
      socket.update<&Assigns::log>([&](auto& log) { log.push_back(line); });
    }
  }
  void handle_event(Event<"cancel">, const Params& params, Socket& socket) {
    socket.cancel_upload<&Assigns::doc>(params.get("ref").value_or(""));
  }
  void handle_event(Event<"away">, Socket& socket) {
    socket.put_flash("info", "brought along").push_navigate("/parts?step=next");
  }
  void handle_event(Event<"out">, Socket& socket) { socket.redirect("/bindings"); }
  void handle_event(Event<"crash">, Socket&) { throw std::runtime_error("crashed as told"); }
};

}  // namespace app
