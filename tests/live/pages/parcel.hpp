#pragma once

#include <string>
#include <vector>

#include "anqa/live/live_component.hpp"
#include "anqa/live/uploads.hpp"

namespace market {

/// A live component that takes files.
class Parcel : public anqa::LiveComponent<Parcel> {
 public:
  struct Attributes {
    std::string id;
  };
  struct Assigns {
    std::string id;
    anqa::UploadConfig doc;
    std::vector<std::string> kept;
  };
  void mount(Socket& socket) {
    socket.allow_upload<&Assigns::doc>({.accept = {".txt"}, .max_entries = 2, .max_file_size = 10});
  }
  void update(const Attributes& attributes, Socket& socket) { socket.assign<&Assigns::id>(attributes.id); }
  void handle_event(Event<"chosen">, Socket&) {}
  void handle_event(Event<"keep">, Socket& socket) {
    auto kept = socket.consume_uploaded_entries<&Assigns::doc>(
        [](const anqa::UploadMeta&, const anqa::UploadEntry& entry) { return entry.client_name(); });
    socket.assign<&Assigns::kept>(std::move(kept));
  }
};

}  // namespace market
