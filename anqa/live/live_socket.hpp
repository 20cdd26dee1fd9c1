#pragma once

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/flash.hpp"
#include "anqa/live/mask.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

namespace detail {
struct Admitted;
}

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

/// What is known of one live view beside its assigns, whatever its type: what changed since the last render,
/// and what its handlers asked for. The view's process reads and empties it; handlers use Socket<View>, made
/// from it.
class LiveSocket {
 public:
  /// Whether a browser holds the page open, as opposed to its first, plain HTML render.
  bool connected() const { return connected_; }
  void set_connected(bool connected) { connected_ = connected; }

  Mask changed() const { return changed_; }
  void mark(Mask fields) { changed_ |= fields; }
  void mark_rendered() { changed_ = no_assigns; }

  const std::string& page_title() const { return title_; }
  void set_page_title(std::string title);
  /// The title to send, if it was set since the last call.
  std::optional<std::string> take_title();

  const Flash& flash() const;
  /// For a mount that follows a redirect.
  void set_flash(Flash flash);
  void put_flash(std::string_view kind, std::string_view message);
  void clear_flash(std::string_view kind = {});

  /// What the guards of the page's route assigned; see anqa/web/guard.hpp.
  void set_admitted(std::shared_ptr<const detail::Admitted> admitted);
  const std::any* find_admitted(std::string_view key) const;

  void push_event(PushedEvent event);
  std::vector<PushedEvent> take_events();

  /// The last one asked for wins.
  void navigate(Navigation navigation);
  std::optional<Navigation> take_navigation();
  bool has_navigation() const { return asked_ != nullptr && asked_->navigation.has_value(); }

  /// The answer to the event being handled, for the JavaScript that pushed it.
  void reply(Term reply);
  std::optional<Term> take_reply();

 private:
  /// Rarely there, so that an idle view does not carry it.
  struct Asked {
    Flash flash;
    std::vector<PushedEvent> events;
    std::optional<Navigation> navigation;
    std::optional<Term> reply;
    std::shared_ptr<const detail::Admitted> admitted;
  };
  Asked& asked();

  Mask changed_ = no_assigns;
  std::string title_;
  std::unique_ptr<Asked> asked_;
  bool connected_ = false;
  bool title_changed_ = false;
};

}  // namespace anqa
