#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/live/component.hpp"
#include "anqa/live/live_socket.hpp"
#include "anqa/live/prints.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/live_route.hpp"

namespace anqa {

class AnyMessage;

/// One live view whatever its type, driven by the process that owns it: mount, then events, each followed by
/// diff().
///
/// A handler that has to wait makes a call return a Task that the process awaits; otherwise the Task is empty
/// (`!task`) and the call is complete. An exception leaves either.
class ViewInstance {
 public:
  virtual ~ViewInstance() = default;
  ViewInstance(const ViewInstance&) = delete;
  ViewInstance& operator=(const ViewInstance&) = delete;

  [[nodiscard]] virtual Task<void> mount(const Params& params, const Params& session) = 0;
  /// The page's address: after mount, and whenever it is patched. Does nothing for a view without
  /// handle_params.
  [[nodiscard]] virtual Task<void> params(const Params& params, std::string_view uri) = 0;
  /// Whether event() knows this name.
  virtual bool handles(std::string_view event) const = 0;
  /// Throws std::invalid_argument for an event that the view does not handle.
  [[nodiscard]] virtual Task<void> event(std::string_view name, const Params& params) = 0;
  /// Sets `handled` to whether the view has a handle_info for a message of this type.
  [[nodiscard]] virtual Task<void> info(const AnyMessage& message, bool& handled) = 0;
  /// Brings socket().flash() into the view's assigns, where they have a `flash`: after set_flash and
  /// clear_flash from outside of a handler.
  virtual void show_flash() = 0;

  /// Appends the view's HTML, without the element around it that the client needs.
  void html(std::string& out);

  /// Appends what the client must be told to show the view as it is now, as JSON: the first time everything,
  /// later what changed since, with the title, pushed events and reply that are due. Gives false, and appends
  /// `{}`, when that is nothing.
  bool diff(std::string& out);

  /// Forgets what the client has: the next diff() is a whole page again.
  void forget_client() { client_.clear(); }

  LiveSocket& socket() { return socket_; }

 protected:
  ViewInstance() = default;

 private:
  virtual void render(Renderer& renderer, Mask changed) = 0;

  LiveSocket socket_;
  Print client_;
};

/// A class of live views: what a route leads to.
struct ViewType : LiveViewInfo {
  std::unique_ptr<ViewInstance> (*create)() = nullptr;
};

/// The description of a view, from the file that `anqa-heex` made for its template. An undefined reference to
/// it means that the view's template is missing from anqa_templates() in CMake.
template <class View>
const ViewType& view_type();

/// Answers a page's first request; every ViewType's `serve`.
Task<Conn> serve_live_view(const LiveViewInfo& view, Conn conn, Params params);

}  // namespace anqa
