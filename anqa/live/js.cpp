#include "anqa/live/js.hpp"

#include <stdexcept>

#include "anqa/term/json.hpp"

namespace anqa {
namespace {

constexpr int default_time = 200;  // of the browser's side; not sent

/// One command: `["hide",{…}]`.
class Command {
 public:
  explicit Command(std::string_view kind) : writer_(out_) {
    writer_.begin_array().value(kind).begin_object();
  }

  Command& text(std::string_view key, std::string_view value) {
    if (!value.empty()) writer_.key(key).value(value);
    return *this;
  }
  Command& flag(std::string_view key, bool value, bool usual) {
    if (value != usual) writer_.key(key).value(Term(value));
    return *this;
  }
  Command& term(std::string_view key, const Term& value) {
    if (!value.is_nil()) writer_.key(key).value(value);
    return *this;
  }
  Command& time(int milliseconds) {
    if (milliseconds != default_time) writer_.key("time").value(Term(milliseconds));
    return *this;
  }
  Command& to(const js::To& to) {
    if (to.where.empty()) return text("to", to.selector);
    writer_.key("to").begin_object().key(to.where).value(to.selector).end_object();
    return *this;
  }
  Command& names(std::string_view key, std::string_view classes) {
    writer_.key(key);
    list(classes);
    return *this;
  }
  Command& transition(std::string_view key, const js::Transition& transition) {
    if (transition.during.empty() && transition.start.empty() && transition.end.empty()) return *this;
    writer_.key(key).begin_array();
    for (const std::string* classes : {&transition.during, &transition.start, &transition.end}) {
      list(*classes);
    }
    writer_.end_array();
    return *this;
  }
  Command& texts(std::string_view key, std::initializer_list<std::string_view> values) {
    writer_.key(key).begin_array();
    for (std::string_view value : values) writer_.value(value);
    writer_.end_array();
    return *this;
  }
  const std::string& done() {
    writer_.end_object().end_array();
    return out_;
  }

 private:
  /// The names in a text as an array.
  void list(std::string_view classes) {
    writer_.begin_array();
    while (!classes.empty()) {
      const std::size_t end = classes.find(' ');
      if (const auto name = classes.substr(0, end); !name.empty()) writer_.value(name);
      if (end == std::string_view::npos) break;
      classes.remove_prefix(end + 1);
    }
    writer_.end_array();
  }

  std::string out_;
  json::Writer writer_;
};

}  // namespace

JS JS::with(const std::string& command) const {
  return JS(commands_.empty() ? command : commands_ + "," + command);
}

JS JS::push(std::string_view event, const js::Push& options) const {
  Command command("push");
  command.text("event", event)
      .text("loading", options.loading)
      .flag("page_loading", options.page_loading, false);
  if (options.target.cid) {
    command.term("target", Term(static_cast<std::int64_t>(options.target.cid.number)));
  } else {
    command.text("target", options.target.selector);
  }
  return with(command.term("value", options.value.term()).done());
}

JS JS::dispatch(std::string_view event, const js::Dispatch& options) const {
  if (options.blocking && options.detail.has("done")) {
    throw std::invalid_argument("JS dispatch(\"" + std::string(event) +
                                "\"): a blocking event's detail gets a \"done\" of its own, to be called; "
                                "give yours another name");
  }
  Command command("dispatch");
  command.text("event", event).to(options.to).term("detail", options.detail.term());
  return with(
      command.flag("bubbles", options.bubbles, true).flag("blocking", options.blocking, false).done());
}

JS JS::show(const js::Show& options) const {
  return with(Command("show")
                  .to(options.to)
                  .text("display", options.display)
                  .transition("transition", options.transition)
                  .time(options.time)
                  .flag("blocking", options.blocking, true)
                  .done());
}

JS JS::hide(const js::Hide& options) const {
  return with(Command("hide")
                  .to(options.to)
                  .transition("transition", options.transition)
                  .time(options.time)
                  .flag("blocking", options.blocking, true)
                  .done());
}

JS JS::toggle(const js::Toggle& options) const {
  return with(Command("toggle")
                  .to(options.to)
                  .text("display", options.display)
                  .transition("ins", options.in)
                  .transition("outs", options.out)
                  .time(options.time)
                  .flag("blocking", options.blocking, true)
                  .done());
}

JS JS::change(std::string_view kind, const js::Classes& names, const js::Change& options) const {
  return with(Command(kind)
                  .names("names", names.names)
                  .to(options.to)
                  .transition("transition", options.transition)
                  .time(options.time)
                  .flag("blocking", options.blocking, true)
                  .done());
}

JS JS::add_class(const js::Classes& names, const js::Change& options) const {
  return change("add_class", names, options);
}
JS JS::remove_class(const js::Classes& names, const js::Change& options) const {
  return change("remove_class", names, options);
}
JS JS::toggle_class(const js::Classes& names, const js::Change& options) const {
  return change("toggle_class", names, options);
}

JS JS::transition(const js::Transition& transition, const js::During& options) const {
  return with(Command("transition")
                  .transition("transition", transition)
                  .to(options.to)
                  .time(options.time)
                  .flag("blocking", options.blocking, true)
                  .done());
}

JS JS::set_attribute(std::string_view name, std::string_view value, const js::Only& options) const {
  return with(Command("set_attr").texts("attr", {name, value}).to(options.to).done());
}

JS JS::remove_attribute(std::string_view name, const js::Only& options) const {
  return with(Command("remove_attr").text("attr", name).to(options.to).done());
}

JS JS::toggle_attribute(std::string_view name, std::string_view value, const js::Only& options) const {
  return with(Command("toggle_attr").texts("attr", {name, value}).to(options.to).done());
}

JS JS::toggle_attribute(std::string_view name, std::string_view value, std::string_view other,
                        const js::Only& options) const {
  return with(Command("toggle_attr").texts("attr", {name, value, other}).to(options.to).done());
}

JS JS::ignore_attributes(std::initializer_list<std::string_view> names, const js::Only& options) const {
  return with(Command("ignore_attrs").texts("attrs", names).to(options.to).done());
}

JS JS::focus(const js::Only& options) const { return with(Command("focus").to(options.to).done()); }
JS JS::focus_first(const js::Only& options) const {
  return with(Command("focus_first").to(options.to).done());
}
JS JS::push_focus(const js::Only& options) const { return with(Command("push_focus").to(options.to).done()); }
JS JS::pop_focus() const { return with(Command("pop_focus").done()); }

JS JS::navigate(std::string_view href, const js::Navigate& options) const {
  return with(Command("navigate").text("href", href).flag("replace", options.replace, false).done());
}
JS JS::patch(std::string_view href, const js::Navigate& options) const {
  return with(Command("patch").text("href", href).flag("replace", options.replace, false).done());
}

JS JS::exec(std::string_view attribute, const js::Only& options) const {
  return with(Command("exec").text("attr", attribute).to(options.to).done());
}

JS JS::concat(const JS& then) const { return then.empty() ? *this : with(then.commands_); }

}  // namespace anqa
