#include "web/support_live.hpp"

#include "support/support.hpp"

namespace shop {

void SupportLive::mount(const Params& params, const Session& session, Socket& socket) {
  socket.page_title("Support");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  // A visitor asks in a room of his own; the shop's people come to it by its name in the address.
  const std::string room(params.get("room").value_or(""));
  socket.assign<&Assigns::room>(support::is_room_name(room) ? room : support_room_of(session));
  socket.assign<&Assigns::author>(room.empty() ? "Guest" : "Another guest");
}

}  // namespace shop
