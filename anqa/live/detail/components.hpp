#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "anqa/live/component_type.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/live/live_render.hpp"
#include "anqa/live/view.hpp"

namespace anqa::detail {

/// One live component of a page.
class ComponentInstance : public LiveInstance {
 public:
  [[nodiscard]] virtual Task<void> mount() = 0;
  [[nodiscard]] virtual Task<void> update(AttributesBox& attributes, Mask given) = 0;

  bool is_a(const ComponentType& type) const { return type_ == &type; }

 private:
  friend class Components;
  const ComponentType* type_ = nullptr;
  std::string id_;
  std::uint32_t placed_in_ = 0;  ///< the pass in which a template showed it last
  Cid shown_by_;                 ///< the component whose template it stands in; none for the view's own
  std::uint32_t sent_in_ = 0;    ///< the pass in which the client was last told something of it
  bool mounted_ = false;
  bool update_is_due_ = false;
  bool doomed_ = false;  ///< its element has left the page, as far as the browser knows
};

/// Makes the HTML and the element of a view within a view.
class NestedViews {
 public:
  /// The whole element, for the first HTML of a page.
  virtual Task<void> html(std::string* out, const ViewType* type, LiveRender how) = 0;
  /// The element without content, for a page that is connected: the browser joins it.
  virtual std::string element(const ViewType& type, const LiveRender& how) = 0;

 protected:
  ~NestedViews() = default;
};

/// The live components of one view.
class Components {
 public:
  /// A component that a template shows, and with what.
  struct Pending {
    ComponentInstance* component;
    std::unique_ptr<AttributesBox> attributes;
    Mask given;
  };

  explicit Components(ComponentsHome& home) : home_(&home), view_(home.view) {}

  // For a Renderer.
  /// `by`: the component in whose template it stands.
  Cid place(const ComponentType& type, std::string id, std::unique_ptr<AttributesBox> attributes, Mask given,
            Cid by);
  void place_in_html(std::size_t at, Cid cid) { holes_.push_back({at, cid, nullptr, {}}); }
  void place_in_html(std::size_t at, const ViewType& type, LiveRender how) {
    holes_.push_back({at, {}, &type, std::move(how)});
  }
  std::string nested_element(const ViewType& type, const LiveRender& how);

  /// Null when there is none (any more).
  ComponentInstance* find(Cid cid) const;
  ComponentInstance* find(const ComponentType& type, std::string_view id) const;
  std::vector<ComponentInstance*> all() const;

  /// Gives a component other attributes with the next diff.
  void update_later(ComponentInstance& component, std::unique_ptr<AttributesBox> attributes, Mask given) {
    component.update_is_due_ = true;
    pending_.push_back({&component, std::move(attributes), given});
  }

  /// Whether diff() has anything to say.
  bool has_changes() const;
  /// Begins the rendering of one message: within it, a component may be shown once.
  void begin_pass() { ++pass_; }
  /// Updates what the templates showed, renders what changed, and appends `"c":{…}` if that is anything.
  Task<void> diff(std::string* out);
  /// Puts the components' HTML where the templates left room for it.
  Task<void> fill(std::string* out);
  void after_render();

  void will_destroy(Cid cid);
  /// False when it was shown again in the meantime, or is not there.
  bool destroy(Cid cid);
  void forget_client();

 private:
  struct Hole {
    std::size_t at;
    Cid cid;
    const ViewType* nested;
    LiveRender how;
  };

  Task<void> update_pending();
  bool needs_rendering(const ComponentInstance& component) const;
  bool waits_for_its_parent(const ComponentInstance& component) const;
  bool render_changed(std::string& out, bool* opened, bool in_any_order);
  using Place = Renderer::Place;
  void render_into(std::string& out, ComponentInstance& component);
  std::int64_t source_of_templates(const ComponentInstance& component, Print& templates) const;

  ComponentsHome* home_;
  LiveSocket* view_;
  std::vector<std::unique_ptr<ComponentInstance>> all_;  ///< in the order of their numbers
  std::unordered_map<std::string, ComponentInstance*> by_id_;
  std::vector<Pending> pending_;
  std::vector<Hole> holes_;
  std::vector<ComponentInstance*> rendered_;
  std::uint32_t last_cid_ = 0;
  std::uint32_t pass_ = 1;
};

}  // namespace anqa::detail
