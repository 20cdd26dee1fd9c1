#include "anqa/live/mount_hook.hpp"

#include <stdexcept>

#include "anqa/web/route.hpp"

namespace anqa::detail {

const LiveSessionDatum* live_session_of(const Route& route) {
  for (std::size_t i = 0; i < route.data_count; ++i) {
    if (route.data[i]->key == live_session_key) return static_cast<const LiveSessionDatum*>(route.data[i]);
  }
  return nullptr;
}

Term session_of(const Route* route, const Conn& conn) {
  const LiveSessionDatum* shared = route == nullptr ? nullptr : live_session_of(*route);
  Term session;
  for (std::size_t i = 0; shared != nullptr && i < shared->on_mount.size; ++i) {
    const MountHook::Gives give = shared->on_mount.list[i].gives;
    if (give == nullptr) continue;
    const Term given = give(conn);
    if (!given.is_map()) throw std::logic_error("a function of a live_session gave a session that is no map");
    if (session.is_nil()) session = Term::map();
    for (const auto& [key, value] : given.entries()) session.set(key, value);
  }
  return session;
}

Task<Hook> run_mount_hooks(const Route* route, MountHookList own, Params params, Params session,
                           LiveSocket* socket) {
  const LiveSessionDatum* shared = route == nullptr ? nullptr : live_session_of(*route);
  const MountHookList lists[] = {shared == nullptr ? MountHookList{} : shared->on_mount, own};
  for (const MountHookList& hooks : lists) {
    for (std::size_t i = 0; i < hooks.size; ++i) {
      const MountHook& hook = hooks.list[i];
      if (hook.gives != nullptr) continue;
      const Hook answer = hook.answers != nullptr ? hook.answers(params, session, *socket)
                                                  : co_await hook.waits(params, session, socket);
      if (answer == Hook::halt) co_return Hook::halt;
    }
  }
  co_return Hook::cont;
}

}  // namespace anqa::detail
