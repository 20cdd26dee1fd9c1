#pragma once

#include <coroutine>
#include <stdexcept>
#include <string>
#include <string_view>

#include "anqa/live/view.hpp"
#include "anqa/term/json.hpp"

namespace rendered {

/// Lets a handler run that never really waits.
inline void finish(anqa::Task<void> task) {
  if (!task) return;
  task.handle().resume();
  if (!task.handle().done())
    throw std::logic_error("this handler waits for something, which no one here brings");
  task.handle().promise().take();
}

inline anqa::Term parse(std::string_view text) {
  auto parsed = anqa::json::parse(text);
  if (!parsed) throw std::invalid_argument(parsed.error().message + " in " + std::string(text));
  return *parsed;
}

/// A view without its process.
class Driver {
 public:
  explicit Driver(const anqa::ViewType& type) : view_(type.create()) {
    view_->socket().set_connected(true);
    finish(view_->mount({}, {}));
  }
  anqa::ViewInstance& view() { return *view_; }
  std::string event(std::string_view name, const anqa::Params& params = {}) {
    finish(view_->event(name, params));
    return diff();
  }
  std::string diff() {
    std::string out;
    view_->diff(out);
    return out;
  }
  std::string html() {
    std::string out;
    view_->html(out);
    return out;
  }

 private:
  std::unique_ptr<anqa::ViewInstance> view_;
};

}  // namespace rendered
