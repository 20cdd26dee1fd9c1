#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_container.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/live_route.hpp"

namespace anqa {

struct ComponentType;
namespace detail {

class AsyncDone;
class AttributesBox;
class ComponentInstance;
class Components;
class NestedViews;

/// Where a view keeps its components, which it may have none of.
struct ComponentsHome {
  explicit ComponentsHome(LiveSocket& socket);
  ~ComponentsHome();
  ComponentsHome(const ComponentsHome&) = delete;
  ComponentsHome& operator=(const ComponentsHome&) = delete;
  Components& make();

  LiveSocket* view;
  NestedViews* nested = nullptr;
  std::unique_ptr<Components> list;
};

}  // namespace detail

/// One live view whatever its type, driven by the process that owns it: mount, then events, each followed by
/// diff().
class ViewInstance : public LiveInstance {
 public:
  ~ViewInstance() override;

  [[nodiscard]] virtual Task<void> mount(const Params& params, const Params& session) = 0;
  /// The page's address: after mount, and whenever it is patched. Does nothing for a view without
  /// handle_params.
  [[nodiscard]] virtual Task<void> params(const Params& params, std::string_view uri) = 0;
  /// The page is open in a browser: after mount, or in its place where the view is that of the first render.
  [[nodiscard]] virtual Task<void> connected() = 0;
  /// The process ends.
  virtual void terminate(const ExitReason& reason) = 0;
  /// Brings socket().flash() into the view's assigns, where they have a `flash`: after set_flash and
  /// clear_flash from outside of a handler.
  virtual void show_flash() = 0;
  /// What is kept of the assigns for when the page comes back: nil for a view that keeps nothing.
  virtual Term stash() const { return {}; }
  /// Which assigns stash() is made of.
  virtual Mask stashed() const { return no_assigns; }
  virtual void unstash(const Term&) {}

  /// Appends the view's HTML, without the element around it that the client needs.
  Task<void> write_html(std::string* out);
  /// Appends what the client must be told to show the view as it is now, as JSON: the first time everything,
  /// later what changed since, with the title, pushed events and reply that are due. Sets `anything` to
  /// false, and appends `{}`, when that is nothing. The Task is empty when it is done already.
  [[nodiscard]] Task<void> write_diff(std::string* out, bool* anything);

  /// The same for pages of which no component waits for anything; throws std::logic_error if one does.
  void html(std::string& out);
  bool diff(std::string& out);

  /// Forgets what the client has: the next diff is a whole page again.
  void forget_client();

  /// Null when there is no such component (any more).
  LiveInstance* component(Cid cid) const;
  /// An event of a component. It must be there.
  [[nodiscard]] Task<void> component_event(Cid cid, std::string_view name, const Params& params);
  /// Gives other attributes to a component of this page with the next diff.
  void update_component(detail::ComponentInstance& component,
                        std::unique_ptr<detail::AttributesBox> attributes, Mask given);
  /// The client is about to remove the components' elements, and has removed them: gives those that are gone.
  void cids_will_destroy(const std::vector<Cid>& cids);
  std::vector<Cid> cids_destroyed(const std::vector<Cid>& cids);

  /// What a task came to, and the end of a process, which is a task's if this gives true.
  [[nodiscard]] Task<void> async_done(const detail::AsyncDone& done);
  bool async_ended(Pid pid, const ExitReason& reason, Task<void>& task);

  /// Who makes views within this one; null while nobody does.
  void set_nested(detail::NestedViews* nested);
  const detail::Components* components() const { return home_.list.get(); }

 protected:
  ViewInstance();

 private:
  void diff_root(std::string& out);
  void diff_rest(std::string& out);
  Task<void> diff_with_components(std::string* out, bool* anything, std::size_t start);
  bool finish_diff(std::string& out, std::size_t start);

  detail::ComponentsHome home_{socket_};
};

/// A class of live views: what a route leads to.
struct ViewType : LiveViewInfo {
  std::unique_ptr<ViewInstance> (*create)() = nullptr;
  /// The hooks of its own; see mount_hook.hpp.
  detail::MountHookList on_mount = {};
  /// Whether the page takes over the view of its first render, so that mount runs once.
  bool adopts = false;
  LiveContainer container = {};
};

/// The description of a view, from the file that `anqa-heex` made for its template. An undefined reference to
/// it means that the view's template is missing from anqa_templates() in CMake.
template <class View>
const ViewType& view_type();

/// Answers a page's first request; every ViewType's `serve`.
Task<Conn> serve_live_view(const LiveViewInfo& view, Conn conn, Params params);

}  // namespace anqa
