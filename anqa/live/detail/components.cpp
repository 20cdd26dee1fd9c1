#include "anqa/live/detail/components.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "anqa/live/detail/live_telemetry.hpp"
#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/live/view.hpp"

namespace anqa::detail {
namespace {

std::string key_of(const ComponentType& type, std::string_view id) {
  const ComponentType* address = &type;
  std::string key(reinterpret_cast<const char*>(&address), sizeof address);
  return key.append(id);
}

}  // namespace

ComponentsHome::ComponentsHome(LiveSocket& socket) : view(&socket) {}
ComponentsHome::~ComponentsHome() = default;

Components& ComponentsHome::make() {
  if (list == nullptr) list = std::make_unique<Components>(*this);
  return *list;
}

Cid Components::place(const ComponentType& type, std::string id, std::unique_ptr<AttributesBox> attributes,
                      Mask given, Cid by) {
  ComponentInstance*& component = by_id_[key_of(type, id)];
  if (component == nullptr) {
    auto made = type.create();
    made->type_ = &type;
    made->id_ = std::move(id);
    made->socket().belong_to(*view_, Cid{++last_cid_});
    component = made.get();
    all_.push_back(std::move(made));
  }
  if (component->placed_in_ == pass_) {
    throw std::invalid_argument("a page shows two live components <" + std::string(type.name) +
                                "> with the id \"" + component->id_ +
                                "\"; each component of a class needs an id of its own");
  }
  component->placed_in_ = pass_;
  component->doomed_ = false;
  component->shown_by_ = by;
  update_later(*component, std::move(attributes), given);
  return component->socket().myself();
}

std::string Components::nested_element(const ViewType& type, const LiveRender& how) {
  if (home_->nested == nullptr) {
    throw std::logic_error("<.live_render> of " + std::string(type.name) +
                           " in a page that no browser has open");
  }
  return home_->nested->element(type, how);
}

ComponentInstance* Components::find(Cid cid) const {
  const auto found = std::lower_bound(
      all_.begin(), all_.end(), cid.number,
      [](const auto& each, std::uint32_t number) { return each->socket().myself().number < number; });
  return found != all_.end() && (*found)->socket().myself() == cid ? found->get() : nullptr;
}

ComponentInstance* Components::find(const ComponentType& type, std::string_view id) const {
  const auto found = by_id_.find(key_of(type, id));
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<ComponentInstance*> Components::all() const {
  std::vector<ComponentInstance*> list;
  for (const auto& each : all_) list.push_back(each.get());
  return list;
}

bool Components::has_changes() const { return !pending_.empty() || view_->component_changed(); }

/// All of a class at once, where the class wants that, in the order in which the templates showed them.
Task<void> Components::update_pending() {
  std::vector<Pending> pending = std::exchange(pending_, {});
  for (Pending& each : pending) {
    each.component->update_is_due_ = false;
    if (std::exchange(each.component->mounted_, true)) continue;
    if (auto waiting = each.component->mount()) co_await std::move(waiting);
  }
  for (std::size_t i = 0; i < pending.size(); ++i) {
    Pending& each = pending[i];
    if (each.component == nullptr) continue;
    const ComponentType* type = each.component->type_;
    if (type->update_many == nullptr) {
      auto waiting = measured<LiveComponentUpdate>({each.component->name(), {}, view_->connected()}, [&] {
        return each.component->update(*each.attributes, each.given);
      });
      if (waiting) co_await std::move(waiting);
      continue;
    }
    std::vector<UpdateOfMany> updates;
    for (std::size_t j = i; j < pending.size(); ++j) {
      if (pending[j].component == nullptr || pending[j].component->type_ != type) continue;
      updates.push_back({std::exchange(pending[j].component, nullptr), pending[j].attributes.get()});
    }
    if (auto waiting = type->update_many(std::move(updates))) co_await std::move(waiting);
  }
}

/// Another component of the class whose templates the client has: negative, as it was before this message;
/// positive, as it is after what this message has said of it so far, which may have brought templates of its
/// parts. Far more of them than are looked at are hardly ever without one.
std::int64_t Components::source_of_templates(const ComponentInstance& component, Print& templates) const {
  for (const auto& each : all_) {
    if (each->type_ != component.type_ || each->doomed_ || each->client_.fingerprint == 0) continue;
    templates = each->client_.templates();
    const std::int64_t number = each->socket().myself().number;
    return each->sent_in_ == pass_ ? number : -number;
  }
  return 0;
}

void Components::render_into(std::string& out, ComponentInstance& component) {
  const std::size_t start = out.size();
  out += '"';
  out += std::to_string(component.socket().myself().number);
  out += "\":";
  Place place{.home = home_, .cid = component.socket().myself(), .templates_of = 0};
  if (component.client_.fingerprint == 0) {
    place.templates_of = source_of_templates(component, component.client_);
    component.socket().mark(all_assigns);
  }
  const Mask changed = component.socket().changed();
  component.socket().mark_rendered();
  const std::size_t before = out.size();
  const RenderMeasure measure(component, changed, component.client_.fingerprint == 0);
  Renderer renderer(out, component.client_, place);
  component.render(renderer, changed);
  const bool anything = renderer.finish();
  measure.done(out.size() - before);
  out += '}';
  if (anything) {
    component.sent_in_ = pass_;
  } else {
    out.resize(start);
  }
  rendered_.push_back(&component);
}

bool Components::needs_rendering(const ComponentInstance& component) const {
  return component.mounted_ && !component.update_is_due_ &&
         (component.client_.fingerprint == 0 || component.socket_.changed() != no_assigns);
}

/// A message has one part for each component, so one is rendered when nothing can come from above any more
/// that would change it again.
bool Components::waits_for_its_parent(const ComponentInstance& component) const {
  constexpr int deep_enough = 64;
  const ComponentInstance* above = find(component.shown_by_);
  for (int i = 0; above != nullptr && i < deep_enough; ++i, above = find(above->shown_by_)) {
    if (above->update_is_due_ || needs_rendering(*above)) return true;
  }
  return false;
}

/// Whether there was one.
bool Components::render_changed(std::string& out, bool* opened, bool in_any_order) {
  bool found = false;
  for (std::size_t i = 0; i < all_.size(); ++i) {  // rendering one may add others
    if (!needs_rendering(*all_[i]) || (!in_any_order && waits_for_its_parent(*all_[i]))) continue;
    found = true;
    const std::size_t start = out.size();
    if (*opened) {
      out += ',';
    } else {
      out += out.back() == '{' ? R"("c":{)" : R"(,"c":{)";
    }
    const std::size_t before = out.size();
    render_into(out, *all_[i]);
    if (out.size() == before) {
      out.resize(start);
    } else {
      *opened = true;
    }
  }
  return found;
}

Task<void> Components::diff(std::string* out) {
  bool opened = false;
  for (bool again = true; again;) {
    view_->take_component_changed();
    if (!pending_.empty()) co_await update_pending();
    again = render_changed(*out, &opened, false) || !pending_.empty() ||
            render_changed(*out, &opened, true);  // two that each once stood in the other wait for each other
  }
  view_->take_component_changed();
  if (opened) *out += '}';
}

Task<void> Components::fill(std::string* out) {
  std::vector<Hole> holes = std::exchange(holes_, {});
  if (!pending_.empty()) co_await update_pending();
  if (holes.empty()) co_return;
  std::string filled;
  std::size_t done = 0;
  for (Hole& hole : holes) {
    filled.append(*out, done, hole.at - done);
    done = hole.at;
    std::string piece;
    if (hole.nested != nullptr) {
      if (home_->nested != nullptr) co_await home_->nested->html(&piece, hole.nested, std::move(hole.how));
    } else {
      ComponentInstance* component = find(hole.cid);
      Renderer renderer(piece, Place{.home = home_, .cid = hole.cid, .templates_of = 0});
      component->render(renderer, all_assigns);
      co_await fill(&piece);
    }
    filled += piece;
  }
  filled.append(*out, done);
  *out = std::move(filled);
}

void Components::after_render() {
  for (ComponentInstance* component : rendered_) component->after_render();
  rendered_.clear();
}

void Components::will_destroy(Cid cid) {
  if (ComponentInstance* component = find(cid)) component->doomed_ = true;
}

bool Components::destroy(Cid cid) {
  ComponentInstance* component = find(cid);
  if (component == nullptr || !component->doomed_) return false;
  std::erase_if(pending_, [component](const Pending& each) { return each.component == component; });
  if (const LiveUploads* uploads = component->socket().uploads()) uploads->stop();
  telemetry::execute(LiveComponentDestroyed{{}, component->type_->name, static_cast<int>(cid.number)});
  by_id_.erase(key_of(*component->type_, component->id_));
  std::erase_if(all_, [component](const auto& each) { return each.get() == component; });
  return true;
}

void Components::forget_client() {
  for (const auto& each : all_) each->client_.clear();
}

}  // namespace anqa::detail
