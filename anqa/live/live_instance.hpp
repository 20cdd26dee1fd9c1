#pragma once

#include <string>
#include <string_view>

#include "anqa/live/live_socket.hpp"
#include "anqa/live/prints.hpp"
#include "anqa/live/renderer.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

class AnyMessage;
namespace detail {
class Components;
/// The names of those in the set, with blanks between them.
std::string names_in(Mask set, const std::string_view* names, std::size_t size);
}  // namespace detail

/// What a live view and a live component have in common, whatever their type: handlers, driven by the process
/// that owns them, and a template.
///
/// A handler that has to wait makes a call return a Task that the process awaits; otherwise the Task is empty
/// (`!task`) and the call is complete. An exception leaves either.
class LiveInstance {
 public:
  virtual ~LiveInstance() = default;
  LiveInstance(const LiveInstance&) = delete;
  LiveInstance& operator=(const LiveInstance&) = delete;

  /// "shop::CartLive"
  virtual std::string_view name() const = 0;
  /// Whether event() knows this name.
  virtual bool handles(std::string_view event) const = 0;
  /// Throws std::invalid_argument for an event that is not handled.
  [[nodiscard]] virtual Task<void> event(std::string_view name, const Params& params) = 0;
  /// Sets `handled` to whether there is a handle_info for a message of this type.
  [[nodiscard]] virtual Task<void> info(const AnyMessage& message, bool& handled) = 0;
  /// To be called when the page has been told of all changes.
  virtual void after_render() = 0;
  /// The names of these assigns: "count items".
  virtual std::string names_of(Mask assigns) const = 0;
  /// The application's object and its assigns.
  virtual void* object() = 0;
  virtual void* assigns() = 0;

  LiveSocket& socket() { return socket_; }

 protected:
  LiveInstance() = default;

  friend class detail::Components;
  virtual void render(Renderer& renderer, Mask changed) = 0;

  // Call the lifecycle hooks of a stage: whether one of them says that this is not for the view.
  bool halts_params(const Params& params, std::string_view uri) const;
  bool halts_event(std::string_view name, const Params& params) const;
  bool halts_info(const AnyMessage& message) const;
  void run_after_render_hooks() const;

  LiveSocket socket_;
  Print client_;
};

}  // namespace anqa
