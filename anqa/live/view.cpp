#include "anqa/live/view.hpp"

#include <coroutine>
#include <stdexcept>

#include "anqa/live/detail/asyncs.hpp"
#include "anqa/live/detail/components.hpp"
#include "anqa/live/detail/live_telemetry.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/term/json.hpp"

namespace anqa {

namespace {

void separate(std::string& out) {
  if (out.back() != '{') out += ',';
}

void write_events(std::string& out, const std::vector<PushedEvent>& events) {
  separate(out);
  out += "\"e\":[";
  for (const PushedEvent& event : events) {
    if (out.back() == ']') out += ',';
    out += '[';
    json::write_string(out, event.name);
    out += ',';
    json::write(event.payload, out);
    out += event.before_patch ? ",true]" : "]";
  }
  out += ']';
}

/// Runs what never waits.
void run_now(Task<void> task) {
  if (!task) return;
  task.handle().resume();
  if (!task.handle().done()) {
    throw std::logic_error("a component of this page waits for something, which no one here brings");
  }
  task.handle().promise().take();
}

}  // namespace

ViewInstance::ViewInstance() = default;
ViewInstance::~ViewInstance() = default;

void ViewInstance::set_nested(detail::NestedViews* nested) { home_.nested = nested; }

Task<void> ViewInstance::write_html(std::string* out) {
  if (home_.list != nullptr) home_.list->begin_pass();
  std::string page;
  Renderer renderer(page, Renderer::Place{.home = &home_, .cid = {}, .templates_of = 0});
  render(renderer, all_assigns);
  if (home_.list != nullptr) co_await home_.list->fill(&page);
  *out += page;
}

void ViewInstance::html(std::string& out) { run_now(write_html(&out)); }

void ViewInstance::diff_root(std::string& out) {
  if (socket_.take_flash_changed()) show_flash();
  if (home_.list != nullptr) home_.list->begin_pass();
  if (client_.fingerprint == 0 || socket_.changed() != no_assigns) {
    const std::size_t before = out.size();
    const detail::RenderMeasure measure(*this, socket_.changed(), client_.fingerprint == 0);
    Renderer renderer(out, client_, Renderer::Place{.home = &home_, .cid = {}, .templates_of = 0});
    render(renderer, socket_.changed());
    renderer.finish();
    measure.done(out.size() - before);
    socket_.mark_rendered();
  } else {
    out += '{';
  }
}

void ViewInstance::diff_rest(std::string& out) {
  if (auto events = socket_.take_events(); !events.empty()) write_events(out, events);
  if (auto reply = socket_.take_reply()) {
    separate(out);
    out += "\"r\":";
    json::write(*reply, out);
  }
  if (auto title = socket_.take_title()) {
    separate(out);
    out += "\"t\":";
    json::write_string(out, *title);
  }
}

bool ViewInstance::finish_diff(std::string& out, std::size_t start) {
  diff_rest(out);
  out += '}';
  if (home_.list != nullptr) home_.list->after_render();
  after_render();
  return out.size() - start > 2;
}

Task<void> ViewInstance::write_diff(std::string* out, bool* anything) {
  const std::size_t start = out->size();
  diff_root(*out);
  if (home_.list != nullptr && home_.list->has_changes()) return diff_with_components(out, anything, start);
  *anything = finish_diff(*out, start);
  return {};
}

Task<void> ViewInstance::diff_with_components(std::string* out, bool* anything, std::size_t start) {
  co_await home_.list->diff(out);
  *anything = finish_diff(*out, start);
}

bool ViewInstance::diff(std::string& out) {
  bool anything = false;
  run_now(write_diff(&out, &anything));
  return anything;
}

void ViewInstance::forget_client() {
  client_.clear();
  if (home_.list != nullptr) home_.list->forget_client();
}

LiveInstance* ViewInstance::component(Cid cid) const {
  return home_.list == nullptr ? nullptr : home_.list->find(cid);
}

Task<void> ViewInstance::component_event(Cid cid, std::string_view name, const Params& params) {
  return home_.list->find(cid)->event(name, params);
}

void ViewInstance::update_component(detail::ComponentInstance& component,
                                    std::unique_ptr<detail::AttributesBox> attributes, Mask given) {
  home_.list->update_later(component, std::move(attributes), given);
}

void ViewInstance::cids_will_destroy(const std::vector<Cid>& cids) {
  if (home_.list == nullptr) return;
  for (const Cid cid : cids) home_.list->will_destroy(cid);
}

std::vector<Cid> ViewInstance::cids_destroyed(const std::vector<Cid>& cids) {
  std::vector<Cid> gone;
  if (home_.list == nullptr) return gone;
  for (const Cid cid : cids) {
    if (home_.list->destroy(cid)) gone.push_back(cid);
  }
  return gone;
}

namespace {

/// To the view, or to the component that started the task; to nobody when that is gone, or when the task was
/// started anew in the meantime.
Task<void> deliver(ViewInstance& view, const detail::Asyncs::Running& task, detail::AsyncValue* value,
                   const ExitReason& why) {
  LiveInstance* to = task.cid ? view.component(task.cid) : &view;
  if (to == nullptr || task.superseded) return {};
  const detail::Hooks* hooks = to->socket().hooks();
  if (hooks != nullptr && hooks->async(task.name) == Hook::halt) {
    return {};
  }
  return task.deliver(*to, value, why);
}

}  // namespace

Task<void> ViewInstance::async_done(const detail::AsyncDone& done) {
  detail::Asyncs* asyncs = socket_.asyncs();
  if (asyncs == nullptr) return {};
  const auto task = asyncs->take(done.ref());
  if (!task) return {};
  return deliver(*this, *task, done.value(), ExitReason::normal);
}

bool ViewInstance::async_ended(Pid pid, const ExitReason& reason, Task<void>& task) {
  detail::Asyncs* asyncs = socket_.asyncs();
  if (asyncs == nullptr) return false;
  const auto ended = asyncs->take(pid);
  if (!ended) return false;
  task = deliver(*this, *ended, nullptr, reason);
  return true;
}

}  // namespace anqa
