#include "anqa/live/mount_hook.hpp"

#include "anqa/web/route.hpp"

namespace anqa::detail {

const LiveSessionDatum* live_session_of(const Route& route) {
  for (std::size_t i = 0; i < route.data_count; ++i) {
    if (route.data[i]->key == live_session_key) return static_cast<const LiveSessionDatum*>(route.data[i]);
  }
  return nullptr;
}

Task<Hook> run_mount_hooks(const Route* route, MountHookList own, Params params, Params session,
                           LiveSocket* socket) {
  const LiveSessionDatum* shared = route == nullptr ? nullptr : live_session_of(*route);
  const MountHookList lists[] = {shared == nullptr ? MountHookList{} : shared->on_mount, own};
  for (const MountHookList& hooks : lists) {
    for (std::size_t i = 0; i < hooks.size; ++i) {
      const MountHook& hook = hooks.list[i];
      const Hook answer = hook.answers != nullptr ? hook.answers(params, session, *socket)
                                                  : co_await hook.waits(params, session, socket);
      if (answer == Hook::halt) co_return Hook::halt;
    }
  }
  co_return Hook::cont;
}

}  // namespace anqa::detail
