#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/live/cid.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

/// What JS's commands take beside their main argument. Times are in milliseconds.
namespace js {

/// Which elements a command is for: those that a CSS selector finds on the whole page ("#menu"), or, by
/// JS::inner and JS::closest, those around the element that has the command. Empty: that element itself.
struct To {
  To() = default;
  To(const char* selector) : selector(selector) {}
  To(std::string_view selector) : selector(selector) {}
  To(std::string selector) : selector(std::move(selector)) {}
  To(std::string_view where, std::string_view selector) : where(where), selector(selector) {}

  std::string where = {};  ///< "inner", "closest", or empty: the whole page
  std::string selector = {};
};

/// Which view or component handles a pushed event: a CSS selector, or `@myself`. Empty: as phx-target says.
struct Target {
  Target() = default;
  Target(const char* selector) : selector(selector) {}
  Target(std::string_view selector) : selector(selector) {}
  Target(std::string selector) : selector(std::move(selector)) {}
  Target(Cid cid) : cid(cid) {}

  std::string selector = {};
  Cid cid = {};
};

/// Names of CSS classes, each given by itself or several in one text: `"fade out"`, `{"fade", "out"}`.
struct Classes {
  Classes() = default;
  Classes(const char* names) : names(names) {}
  Classes(std::string_view names) : names(names) {}
  Classes(std::string names) : names(std::move(names)) {}
  Classes(std::initializer_list<std::string_view> list) {
    for (std::string_view name : list) names.append(names.empty() ? "" : " ").append(name);
  }

  std::string names = {};
};

/// Classes that an element has for a while: those of the whole time, or these with those that it begins with
/// and those that it ends with: `{"ease-out duration-300", "opacity-0", "opacity-100"}`.
struct Transition {
  Transition() = default;
  Transition(const char* during) : during(during) {}
  Transition(std::string during) : during(std::move(during)) {}
  Transition(std::string_view during, std::string_view start, std::string_view end)
      : during(during), start(start), end(end) {}

  std::string during = {}, start = {}, end = {};
};

struct Push {
  Target target = {};
  /// A further selector of what gets the loading classes until the server has answered.
  std::string loading = {};
  /// Whether phx:page-loading-start and -stop are dispatched.
  bool page_loading = false;
  /// Sent with the event; wins over phx-value-….
  Params value = {};
};

struct Dispatch {
  To to = {};
  /// The event's `detail`.
  Params detail = {};
  bool bubbles = true;
  /// The page's patches wait until the event's `detail.done` has been called.
  bool blocking = false;
};

struct Show {
  To to = {};
  Transition transition = {};
  int time = 200;
  /// The value of `display`, such as "flex".
  std::string display = {};
  /// Whether the page's patches wait for the transition.
  bool blocking = true;
};

struct Hide {
  To to = {};
  Transition transition = {};
  int time = 200;
  bool blocking = true;
};

struct Toggle {
  To to = {};
  Transition in = {};
  Transition out = {};
  int time = 200;
  std::string display = {};
  bool blocking = true;
};

/// Of add_class, remove_class and toggle_class; `to` and `time` are transition's, too.
struct Change {
  To to = {};
  Transition transition = {};
  int time = 200;
  bool blocking = true;
};

struct During {
  To to = {};
  int time = 200;
  bool blocking = true;
};

struct Only {
  To to = {};
};

struct Navigate {
  /// Takes the place of the present page in the browser's history.
  bool replace = false;
};

}  // namespace js

/// What the browser does at once, without asking the server, as the value of a phx-… binding: Phoenix's
/// Phoenix.LiveView.JS. Commands run one after the other:
///
///     <button phx-click={JS().push("delete", {.value = {{"id", @id}}}).hide({.to = "#row-1"})}>
///
/// A value: each call gives a new one. It keeps what it changed on the page when the server patches it.
class JS {
 public:
  /// Text of commands from anywhere else is none in a template: a visitor's must not run.
  using TrustedText = void;

  /// No command; a binding of it does nothing.
  JS() = default;

  /// Sends an event to the server.
  [[nodiscard]] JS push(std::string_view event, const js::Push& options = {}) const;
  /// Dispatches a DOM event. Throws std::invalid_argument where `blocking` comes with a `detail` that has a
  /// `done` already.
  [[nodiscard]] JS dispatch(std::string_view event, const js::Dispatch& options = {}) const;

  [[nodiscard]] JS show(const js::Show& options = {}) const;
  [[nodiscard]] JS hide(const js::Hide& options = {}) const;
  [[nodiscard]] JS toggle(const js::Toggle& options = {}) const;

  [[nodiscard]] JS add_class(const js::Classes& names, const js::Change& options = {}) const;
  [[nodiscard]] JS remove_class(const js::Classes& names, const js::Change& options = {}) const;
  [[nodiscard]] JS toggle_class(const js::Classes& names, const js::Change& options = {}) const;
  [[nodiscard]] JS transition(const js::Transition& transition, const js::During& options = {}) const;

  [[nodiscard]] JS set_attribute(std::string_view name, std::string_view value,
                                 const js::Only& options = {}) const;
  [[nodiscard]] JS remove_attribute(std::string_view name, const js::Only& options = {}) const;
  /// Sets the attribute where it is not there, and removes it where it is.
  [[nodiscard]] JS toggle_attribute(std::string_view name, std::string_view value,
                                    const js::Only& options = {}) const;
  /// Sets the attribute to one value or, where it has that one, to the other.
  [[nodiscard]] JS toggle_attribute(std::string_view name, std::string_view value, std::string_view other,
                                    const js::Only& options = {}) const;
  /// Patches leave these attributes of the element as the browser has them ("open" of <dialog>); `*` stands
  /// for any text. For phx-mounted.
  [[nodiscard]] JS ignore_attributes(std::initializer_list<std::string_view> names,
                                     const js::Only& options = {}) const;
  [[nodiscard]] JS ignore_attributes(std::string_view name, const js::Only& options = {}) const {
    return ignore_attributes({name}, options);
  }

  [[nodiscard]] JS focus(const js::Only& options = {}) const;
  /// The first child that can be focused.
  [[nodiscard]] JS focus_first(const js::Only& options = {}) const;
  /// Remembers an element, for pop_focus to focus it.
  [[nodiscard]] JS push_focus(const js::Only& options = {}) const;
  [[nodiscard]] JS pop_focus() const;

  /// To another live view of the same live session.
  [[nodiscard]] JS navigate(std::string_view href, const js::Navigate& options = {}) const;
  /// To the same view with other params.
  [[nodiscard]] JS patch(std::string_view href, const js::Navigate& options = {}) const;

  /// Runs the commands that stand in an attribute.
  [[nodiscard]] JS exec(std::string_view attribute, const js::Only& options = {}) const;
  /// These commands and then those.
  [[nodiscard]] JS concat(const JS& then) const;

  /// Elements inside of the one that has the command.
  static js::To inner(std::string_view selector) { return {"inner", selector}; }
  /// The nearest element around the one that has the command.
  static js::To closest(std::string_view selector) { return {"closest", selector}; }

  bool empty() const { return commands_.empty(); }
  /// The commands as the browser's side reads them, JSON: `[["push",{"event":"inc"}]]`.
  std::string json() const { return "[" + commands_ + "]"; }
  bool operator==(const JS&) const = default;

 private:
  explicit JS(std::string commands) : commands_(std::move(commands)) {}
  JS with(const std::string& command) const;
  JS change(std::string_view kind, const js::Classes& names, const js::Change& options) const;

  std::string commands_;
};

/// For templates.
inline std::string to_text(const JS& js) { return js.json(); }

}  // namespace anqa
