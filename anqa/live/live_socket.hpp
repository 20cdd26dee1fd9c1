#pragma once

#include <any>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/cid.hpp"
#include "anqa/live/flash.hpp"
#include "anqa/live/mask.hpp"
#include "anqa/live/stage.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/term/params.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

struct SessionChanges;
struct SocketInfo;

namespace detail {
struct AdmittedOf;
class Asyncs;
class AsyncStart;
class Hooks;
class LiveUploads;
}  // namespace detail

/// Where a view sends its visitor.
struct Navigation {
  enum class Kind : std::uint8_t {
    patch,     ///< the same view with other params, no new page
    navigate,  ///< another view over the same connection
    redirect,  ///< a new page of this site
    external,  ///< a new page of any site
  };
  Kind kind;
  std::string to;
  bool replace = false;  ///< take the place of the present page in the browser's history
  int status = 302;      ///< of the HTTP answer, when this happens before the view is connected
};

/// An event for the page's JavaScript.
struct PushedEvent {
  std::string name;
  Term payload;
  bool before_patch = false;  ///< dispatched before the page is patched instead of after
};

namespace detail {

/// What a view can ask of the process that runs it for a browser.
class LiveHost {
 public:
  virtual Pid transport_pid() const = 0;
  /// What the page's JavaScript passed with the join; nil when the join is over.
  virtual const Params& connect_params() const = 0;
  virtual const SocketInfo& connect_info() const = 0;
  /// Whether a file that the page tracks is another one by now.
  virtual bool static_changed() const = 0;

 protected:
  ~LiveHost() = default;
};

}  // namespace detail

/// How the visitor came to a view.
enum class NavigationType : std::uint8_t {
  load,      ///< by a page load, or it reconnected
  navigate,  ///< from another live view, without a page load
  patch,     ///< within this one; seen in handle_params
};

/// What is known of one live view or component beside its assigns, whatever its type: what changed since the
/// last render, and what its handlers asked for. The view's process reads and empties it; handlers use
/// Socket<View>, made from it.
///
/// A component has one of its own. What concerns the page (events, flash, navigation, title, replies) it
/// hands on to its view's.
class LiveSocket {
 public:
  LiveSocket();
  ~LiveSocket();
  LiveSocket(const LiveSocket&) = delete;
  LiveSocket& operator=(const LiveSocket&) = delete;

  /// Whether a browser holds the page open, as opposed to its first, plain HTML render.
  bool connected() const { return view_ != nullptr ? view_->connected_ : connected_; }
  void set_connected(bool connected) { connected_ = connected; }
  NavigationType navigation_type() const {
    return view_ != nullptr ? view_->navigation_type_ : navigation_type_;
  }
  void set_navigation_type(NavigationType type) { navigation_type_ = type; }

  Mask changed() const { return changed_; }
  void mark(Mask fields) {
    changed_ |= fields;
    if (view_ != nullptr) view_->component_changed_ = true;
  }
  void mark_rendered() { changed_ = no_assigns; }

  /// Of a component.
  Cid myself() const { return cid_; }
  void belong_to(LiveSocket& view, Cid cid) {
    view_ = &view;
    cid_ = cid;
  }
  /// The view of a component; a view's own socket is itself.
  LiveSocket& view() { return view_ != nullptr ? *view_ : *this; }
  const LiveSocket& view() const { return view_ != nullptr ? *view_ : *this; }
  /// Whether an assign of one of the view's components was changed.
  bool component_changed() const { return component_changed_; }
  bool take_component_changed() { return std::exchange(component_changed_, false); }

  const std::string& page_title() const;
  void set_page_title(std::string title);
  /// The title to send, if it was set since the last call.
  std::optional<std::string> take_title();

  const Flash& flash() const;
  /// For a mount that follows a redirect.
  void set_flash(Flash flash);
  void put_flash(std::string_view kind, std::string_view message);
  void clear_flash(std::string_view kind = {});
  /// Whether the flash is another one than at the last call.
  bool take_flash_changed();

  /// What the guards of the page's route assigned; see detail/admitted_of.hpp.
  const std::any* find_admitted(std::string_view key) const;
  /// A value that is no assign: no template shows it. That of an equal key makes room.
  void put_private(std::string_view key, std::any value);
  const std::any* find_private(std::string_view key) const;

  /// See Socket::put_session. Null when nothing was asked for.
  const SessionChanges* session_changes() const;
  void put_session(std::string_view key, Term value);
  void delete_session(std::string_view key);
  void renew_session();
  void drop_session();

  void push_event(PushedEvent event);
  std::vector<PushedEvent> take_events();

  /// The last one asked for wins.
  void navigate(Navigation navigation);
  std::optional<Navigation> take_navigation();
  bool has_navigation() const;

  /// The answer to the event being handled, for the JavaScript that pushed it.
  void reply(Term reply);
  std::optional<Term> take_reply();

  /// Null when there are none.
  detail::Hooks* hooks() const;
  detail::Hooks& make_hooks();
  void detach_hook(std::string_view id, Stage stage);

  /// Tasks, of the view and its components; null when there never was one.
  detail::Asyncs* asyncs() const;
  detail::Asyncs& make_asyncs();
  /// Uploads of this view or component; null when none was allowed.
  detail::LiveUploads* uploads() const;
  detail::LiveUploads& make_uploads();

  /// Null while the page is not connected.
  detail::LiveHost* host() const { return view().host_; }
  void set_host(detail::LiveHost* host) { host_ = host; }

 private:
  friend struct detail::AdmittedOf;

  SessionChanges& change_session();

  /// What handlers asked for; rarely there, so that an idle view does not carry it.
  struct Asked;
  Asked& asked();

  Mask changed_ = no_assigns;
  LiveSocket* view_ = nullptr;
  detail::LiveHost* host_ = nullptr;
  Asked* asked_ =
      nullptr;  ///< owned; not by a unique_ptr since <memory> would cost every view a tenth of a second
  Cid cid_;
  NavigationType navigation_type_ = NavigationType::load;
  bool connected_ = false;
  bool title_changed_ = false;
  bool component_changed_ = false;
  bool flash_changed_ = false;
};

}  // namespace anqa
