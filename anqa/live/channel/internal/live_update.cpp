// What a page's process is sent for one of its components, and by the views within it.
#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"

namespace anqa::detail {
namespace {

/// Null when there is none (any more).
ComponentInstance* find(const ViewInstance& view, const ComponentAddress& to) {
  const Components* components = view.components();
  if (components == nullptr) return nullptr;
  ComponentInstance* found = to.cid() ? components->find(to.cid()) : components->find(to.type(), to.id());
  return found != nullptr && found->is_a(to.type()) ? found : nullptr;
}

}  // namespace

Task<void> LiveChannel::handle_info(ComponentUpdate update) {
  handling_ = "send_update";
  ComponentInstance* component = find(*view_, update.to());
  if (component == nullptr) return {};
  view_->update_component(*component, update.take_attributes(), update.given());
  return settle({}, std::nullopt);
}

Task<void> LiveChannel::handle_info(const ComponentInfo& info) {
  const AnyMessage message = info.message();
  handling_ = message.type_name();
  ComponentInstance* component = find(*view_, info.to());
  if (component == nullptr) return {};
  bool handled = false;
  Task<void> handler = component->info(message, handled);
  if (!handled) {
    log_warning("live component " + std::string(component->name()) + " has no handle_info for a " +
                handling_ + "; list it in `using Infos = anqa::Messages<…>`");
    return {};
  }
  return settle(std::move(handler), std::nullopt);
}

/// The page's address belongs to the view that its route leads to.
Task<void> LiveChannel::handle_info(const PatchPage& patch) {
  handling_ = "a patch by a view within it";
  if (parent_) {
    send(parent_, patch);
    return {};
  }
  view_->socket().navigate({Navigation::Kind::patch, patch.to, patch.replace});
  return settle({}, std::nullopt);
}

}  // namespace anqa::detail
