// What a renderer leaves to others: live components, and live views within a view.
#include <mutex>
#include <stdexcept>
#include <vector>

#include "anqa/live/detail/components.hpp"
#include "anqa/live/renderer.hpp"
#include "anqa/live/view.hpp"

namespace anqa {
namespace {

detail::Components& there(detail::ComponentsHome* home, std::string_view name) {
  if (home == nullptr) {
    throw std::logic_error("<" + std::string(name) +
                           "> is live and stands in a template that is not part of a live view");
  }
  return home->make();
}

}  // namespace

void Renderer::component(const ComponentType& type, std::string id,
                         std::unique_ptr<detail::AttributesBox> attributes, Mask given) {
  detail::Components& components = there(place_.home, type.name);
  const Cid cid = components.place(type, std::move(id), std::move(attributes), given, place_.cid);
  if (!json_) return components.place_in_html(out_.size(), cid);
  if (!keep(detail::hash_word(cid.number))) return;
  key();
  append_index(cid.number);
}

void Renderer::nested(const ViewType& type, const LiveRender& how) {
  detail::Components& components = there(place_.home, type.name);
  if (!json_) return components.place_in_html(out_.size(), type, how);
  const std::string element = components.nested_element(type, how);
  // Its signature is another one each time; the client keeps the element that it has.
  if (!keep(detail::hash_bytes(how.id))) return;
  key();
  out_ += '"';
  detail::append_json(out_, element);
  out_ += '"';
}

namespace detail {

void render_nested(Renderer& renderer, const ViewType& type, const LiveRender& how) {
  renderer.nested(type, how);
}

namespace {

struct NestedTypes {
  std::mutex mutex;
  std::vector<const ViewType& (*)()> all;
};
NestedTypes& nested_types() {
  static NestedTypes types;
  return types;
}

}  // namespace

bool register_view(const ViewType& (*type)()) {
  NestedTypes& types = nested_types();
  const std::lock_guard lock(types.mutex);
  types.all.push_back(type);
  return true;
}

const ViewType* find_registered_view(std::string_view name) {
  NestedTypes& types = nested_types();
  const std::lock_guard lock(types.mutex);
  for (const auto type : types.all) {
    if (type().name == name) return &type();
  }
  return nullptr;
}

}  // namespace detail
}  // namespace anqa
