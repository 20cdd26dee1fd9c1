#pragma once

#include <string>
#include <vector>

#include "anqa/live/internal/fuzz_part.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/uploads.hpp"

namespace anqa::fuzzed {

/// A page with one of each: for messages that no browser would send.
class FuzzLive : public LiveView<FuzzLive> {
 public:
  struct Row {
    int id;
    std::string text;
  };
  struct Assigns {
    std::string text;
    std::vector<std::string> rows;
    Stream<Row> stream;
    UploadConfig doc;
    bool with_part = true;
  };
  void mount(Socket& socket) {
    socket.allow_upload<&Assigns::doc>(
        {.accept = {".txt"}, .max_entries = 2, .max_file_size = 100, .chunk_size = 40});
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::text>(std::string(params.get("q").value_or("")));
    if (params.get("q") == "on") socket.push_patch("/?q=off");
  }
  void handle_event(Event<"say">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::text>(std::string(params["user"].get("text").value_or("")));
  }
  void handle_event(Event<"add">, const Params& params, Socket& socket) {
    const auto id = params.get<int>("id").value_or(0);
    socket.stream_insert<&Assigns::stream>(Row{id, "row"}, {.at = params.get<int>("at").value_or(-1)});
    socket.update<&Assigns::rows>([&](auto& rows) { rows.push_back(std::to_string(id)); });
  }
  void handle_event(Event<"drop">, Socket& socket) {
    socket.assign<&Assigns::with_part>(!socket->with_part).assign<&Assigns::rows>(std::vector<std::string>());
  }
  void handle_event(Event<"keep">, Socket& socket) {
    if (!socket.uploaded_entries<&Assigns::doc>().in_progress.empty()) return;
    socket.consume_uploaded_entries<&Assigns::doc>([](const UploadMeta&, const UploadEntry&) { return 0; });
  }
  void handle_event(Event<"cancel">, const Params& params, Socket& socket) {
    socket.cancel_upload<&Assigns::doc>(params.get("ref").value_or(""));
  }
  void handle_event(Event<"away">, const Params& params, Socket& socket) {
    socket.put_flash("info", "x").push_navigate("/?q=" + std::string(params.get("q").value_or("")));
  }
  using Events = anqa::Events<"add", "drop", "keep", "cancel", "away">;
};

}  // namespace anqa::fuzzed
