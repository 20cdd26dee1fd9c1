#include "anqa/cell/internal/router.hpp"

#include <map>
#include <memory>
#include <stdexcept>

namespace anqa::cell {

Routed::~Routed() {
  if (envelope) detail::discard(std::move(envelope), detail::drop_reason());
}

CellRouter& CellRouter::of(System& system) {
  static std::mutex mutex;
  // By address: a System that comes to lie where another was finds its router without cells.
  static auto& routers = *new std::map<System*, std::unique_ptr<CellRouter>>;
  std::scoped_lock lock(mutex);
  auto& router = routers[&system];
  if (!router) router = std::make_unique<CellRouter>();
  if (system.router() != router.get()) {
    router->before_ = system.router();
    system.set_router(router.get());
  }
  return *router;
}

void CellRouter::route(Pid to, detail::EnvelopePtr envelope) {
  const std::uint64_t bits = proxies_[to.node()].load(std::memory_order_acquire);
  if (bits != 0) {
    const Pid proxy{static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
    detail::deliver(proxy, detail::make_envelope<detail::MessageEnvelope<Routed>>(
                               detail::raw_message_type<Routed>, to, std::move(envelope)));
  } else if (before_) {
    before_->route(to, std::move(envelope));
  } else {
    // Its cell is gone, and it was in it.
    detail::discard(std::move(envelope), to.node() == 0 ? ExitReason::noconnection : ExitReason::noproc);
  }
}

Pid CellRouter::whereis(std::string_view name) { return before_ ? before_->whereis(name) : Pid{}; }

CellRouter::Number CellRouter::enter(Pid proxy) {
  std::scoped_lock lock(mutex_);
  for (unsigned i = 0; i < 255; ++i) {
    const std::uint32_t turn = handed_out_++;
    const auto node = static_cast<std::uint8_t>(turn % 255 + 1);
    if (proxies_[node].load(std::memory_order_relaxed) != 0) continue;
    proxies_[node].store(proxy.bits(), std::memory_order_release);
    // Pids of the cell that had this number before are far from those of this one.
    return {node, (turn / 255 % 4095 << 20) + 1};
  }
  throw std::runtime_error("255 children run in cells; there is no number left for another");
}

void CellRouter::leave(std::uint8_t node) { proxies_[node].store(0, std::memory_order_release); }

}  // namespace anqa::cell
