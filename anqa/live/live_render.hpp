#pragma once

#include <string>
#include <string_view>

#include "anqa/term/term.hpp"

namespace anqa {

class Renderer;
struct ViewType;

/// A live view within another one, `<.live_render view={ChatLive} id="chat" />`: with a process of its own,
/// assigns of its own, and crashes of its own. Its mount finds in its params nothing, in its session
/// `session`.
struct LiveRender {
  /// Of its element; no other element of the page may have it.
  std::string id;
  /// A map with text keys; the browser holds it, signed.
  Term session = Term::map();
  /// It stays as it is while the visitor goes on to other live views that show it, too.
  bool sticky = false;
  /// The tag of its element, where that is to be another than the view's own container.
  std::string container = {};
};

namespace detail {

void render_nested(Renderer& renderer, const ViewType& type, const LiveRender& how);
/// By which name a page may ask for a view that no route leads to.
bool register_view(const ViewType& (*type)());
const ViewType* find_registered_view(std::string_view name);

}  // namespace detail

template <class View>
const ViewType& view_type();

namespace detail {

/// Known from the start of the program on, as a page that was open before may ask for it.
template <class View>
struct NestedView {
  static inline const bool known = register_view(&view_type<View>);
};

}  // namespace detail

/// What the template compiler writes for `<.live_render>`.
template <class View>
void render_live_view(Renderer& renderer, const LiveRender& how) {
  (void)detail::NestedView<View>::known;
  detail::render_nested(renderer, view_type<View>(), how);
}

}  // namespace anqa
