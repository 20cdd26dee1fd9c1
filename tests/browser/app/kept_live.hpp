#pragma once

#include "anqa/live/components.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/live/live_socket.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/live/uploads.hpp"
#include "log_view.hpp"

namespace app {

/// What a page has before and after its connection: the view of its first HTML, a stash, a live session; and
/// what else it brings along, a title, hooks, files that go elsewhere.
class KeptLive : public anqa::LiveView<KeptLive> {
 public:
  struct Assigns {
    int mounts = 0;
    int connections = 0;
    int count = 0;
    std::string title;
    std::string section = "none";
    bool outdated = false;
    anqa::UploadConfig parcel;
    std::vector<std::string> log;
  };
  using Stash = anqa::Fields<&Assigns::count, &Assigns::title>;
  static constexpr bool adopt = true;
  /// What no template names, only the page's JavaScript.
  using Events = anqa::Events<"from-runtime">;

  void mount(const Params&, const Session& session, Socket& socket) {
    socket.assign<&Assigns::mounts>(socket->mounts + 1)
        .assign<&Assigns::section>(session.get<std::string>("section").value_or("none"))
        .page_title("Kept")
        .allow_upload<&Assigns::parcel>({.max_entries = 2, .auto_upload = true});
  }
  void connected(Socket& socket) {
    socket.assign<&Assigns::connections>(socket->connections + 1);
    socket.assign<&Assigns::outdated>(socket.static_changed());
  }
  void handle_event(Event<"inc">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
  void handle_event(Event<"rename">, const Params& params, Socket& socket) {
    socket.page_title(params.get<std::string>("to").value_or(""));
  }
  void handle_event(Event<"chosen">, const Params&, Socket&) {}
  void handle_event(Event<"from-runtime">, const Params& params, Socket& socket) {
    socket.update<&Assigns::log>([&](auto& log) { log.push_back(line_of("from-runtime", params)); });
  }
  anqa::result<anqa::Term> presign_upload(Event<"parcel">, const anqa::UploadEntry& entry, Socket&) {
    if (entry.client_name() == "refused.txt") return anqa::fail("not this one");
    return anqa::Term::map({{"uploader", "Parcel"}, {"url", "/elsewhere/" + entry.client_name()}});
  }
};

}  // namespace app
