#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "anqa/live/components.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/uploads.hpp"

namespace guides {

// [view]
class AvatarLive : public anqa::LiveView<AvatarLive> {
 public:
  struct Assigns {
    anqa::UploadConfig picture;
    std::vector<std::string> kept;
  };

  void mount(Socket& socket) {
    socket.allow_upload<&Assigns::picture>({.accept = {".png", ".jpg"}, .max_file_size = 2'000'000});
  }
  void handle_event(Event<"chosen">, const Params&, Socket&) {}
  void handle_event(Event<"cancel">, const Params& params, Socket& socket) {
    socket.cancel_upload<&Assigns::picture>(params.get("ref").value_or(""));
  }
  void handle_event(Event<"keep">, Socket& socket) {
    auto kept = socket.consume_uploaded_entries<&Assigns::picture>(
        [](const anqa::UploadMeta& meta, const anqa::UploadEntry& entry) {
          const auto name = entry.uuid() + ".png";  // never the visitor's own name
          std::filesystem::copy_file(meta.path, std::filesystem::temp_directory_path() / name);
          return name;
        });
    socket.assign<&Assigns::kept>(std::move(kept));
  }
};
// [/view]

}  // namespace guides
